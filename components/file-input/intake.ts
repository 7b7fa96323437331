/** What `rm-file-input` needs once there is a file: fetched then. */
import { html, type TemplateResult } from 'lit';
import { RmError, isAudio, type AudioItem } from '../../core/index.js';
import { formatBytes } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { formatDuration, formatRate } from '../internal/format-audio.js';
import { icons } from '../internal/icons.js';
import { wave } from '../internal/wave-icon.js';
import { accepts, readFile } from '../internal/read-file.js';
import type { Entry, RmFileInput } from './file-input.js';
import type { texts } from './texts.js';

export { listStyles } from './list.styles.js';

/** What becomes of the files while they are read. */
export interface Taking {
  readonly signal: AbortSignal;
  /** Those that were taken so far. */
  show(entries: readonly Entry[]): void;
  reject(file: File, error: RmError): void;
}

/** Reads files one after another. Returns those that were taken; nothing is told any more once the signal is aborted. */
export async function takeFiles(files: readonly File[], element: RmFileInput, { signal, show, reject }: Taking): Promise<Entry[]> {
  const taken: Entry[] = [];
  for (const [index, file] of files.entries()) {
    try {
      if (index > 0 && !element.multiple) throw new RmError('RM4203', `Only one file can be taken at a time; “${file.name}” was left out.`);
      check(file, element);
      taken.push({ file });
      show([...taken]);
      const item = await readFile(file, { sampleRate: element.decodeRate, signal });
      taken[taken.length - 1] = { file, item };
    } catch (cause) {
      if (signal.aborted) break;
      if (taken.at(-1)?.file === file) taken.pop();
      reject(file, RmError.from(cause, 'RM4202'));
    }
    if (signal.aborted) break;
    show([...taken]);
  }
  return taken;
}

/** @throws RmError RM4202, RM4203 when the element does not take the file. */
function check(file: File, element: RmFileInput): void {
  if (!accepts(element.accept, file)) {
    throw new RmError('RM4202', `“${file.name}” is ${file.type ? `of the type ${file.type}` : 'of an unknown type'}; this takes ${element.accept}.`);
  }
  const limit = parseSize(element.maxSize);
  if (limit !== undefined && file.size > limit) {
    const locale = localeOf(element);
    throw new RmError('RM4203', `“${file.name}” has ${formatBytes(file.size, locale)}; at most ${formatBytes(limit, locale)} are taken.`);
  }
}

/** A size as an author writes it (`10MB`, `512 kB`, `2048`) in bytes; undefined when it is none. */
export function parseSize(text: string | null | undefined): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(k|m|g)?(i)?b?\s*$/i.exec(text ?? '');
  if (!match) return undefined;
  const base = match[3] ? 1024 : 1000;
  const power = { k: 1, m: 2, g: 3 }[(match[2] ?? '').toLowerCase()] ?? 0;
  return Math.floor(Number(match[1]) * base ** power);
}

/** The files that were taken. */
export function list(entries: readonly Entry[], element: RmFileInput, words: typeof texts, remove: (index: number) => void): TemplateResult {
  return html`<ul part="list" aria-label=${words.files} aria-live="polite">
    ${entries.map((entry, index) => line(entry, element, words, () => remove(index)))}
  </ul>`;
}

function line({ file, item }: Entry, element: RmFileInput, words: typeof texts, remove: () => void): TemplateResult {
  const locale = localeOf(element);
  const audio = item !== undefined && isAudio(item);
  const facts = [formatBytes(file.size, locale), ...(audio ? audioFacts(item, words, locale) : [])];
  if (item === undefined) facts.push(words.reading);
  return html`<li part="item">
    <span class="icon">${audio ? wave : icons.file}</span>
    <div class="name" title=${file.name}>${file.name}</div>
    <button class="button quiet small icon-only" type="button" aria-label=${words.remove(file.name)} @click=${remove}>${icons.close}</button>
    <span></span><span class="facts">${facts.join(' · ')}</span>
  </li>`;
}

function audioFacts({ samples, sampleRate, channels }: AudioItem, words: typeof texts, locale: string | undefined): string[] {
  const kind = channels === 1 ? words.mono : channels === 2 ? words.stereo : words.channels(channels);
  return [formatDuration(samples.length / channels / sampleRate, locale), formatRate(sampleRate, locale), kind];
}

/** What `rm-file-input` needs once there is a file: fetched then. */
import { html, nothing, type TemplateResult } from 'lit';
import { RmError, isAudio, type AudioItem } from '../../core/index.js';
import { formatBytes } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { formatDuration, formatRate } from '../internal/format-audio.js';
import { icons } from '../internal/icons.js';
import { wave } from '../internal/wave-icon.js';
import { accepts, readFile } from '../internal/read-file.js';
import { textsOf } from '../internal/texts.js';
import { RmProgressEvent, type Progress } from '../pipeline/events.js';
import type { Entry, RmFileInput } from './file-input.js';
import { listTexts } from './list-texts.js';

export { listStyles } from './list.styles.js';

/** What becomes of the files while they are read. */
export interface Taking {
  readonly signal: AbortSignal;
  /** Those that were taken so far. */
  show(entries: readonly Entry[]): void;
  reject(file: File, error: RmError): void;
}

/** How long the reading of a file may take before its progress is shown; ms. As in `rm-progress`. */
const THRESHOLD = 200;

/** Reads files one after another. Returns those that were taken; nothing is told any more once the signal is aborted. */
export async function takeFiles(files: readonly File[], element: RmFileInput, { signal, show, reject }: Taking): Promise<Entry[]> {
  const taken: Entry[] = [];
  const refused = files.map((file, index) => refusal(file, index, element));
  const total = files.reduce((sum, { size }, index) => sum + (refused[index] ? 0 : size), 0);
  let before = 0;
  const tell = (progress: Omit<Progress, 'total' | 'cached'>): void => {
    if (!signal.aborted && total > 0) element.dispatchEvent(new RmProgressEvent({ ...progress, total, cached: false }, { bubbles: false, composed: false }));
  };
  for (const [index, file] of files.entries()) {
    const error = refused[index];
    if (error) {
      reject(file, error);
      continue;
    }
    const place = taken.push({ file }) - 1;
    show([...taken]);
    let progress: Entry['progress'];
    let due = false;
    const showProgress = (): void => {
      if (signal.aborted || !due || !progress) return;
      taken[place] = { file, progress };
      show([...taken]);
    };
    const timer = setTimeout(() => {
      due = true;
      showProgress();
    }, THRESHOLD);
    try {
      const item = await readFile(file, {
        sampleRate: element.decodeRate,
        signal,
        onProgress: (loaded, stage) => {
          progress = { loaded, stage };
          tell({ loaded: before + loaded, stage, file });
          showProgress();
        },
      });
      taken[place] = { file, item };
    } catch (cause) {
      if (signal.aborted) break;
      taken.pop();
      reject(file, RmError.from(cause, 'RM4202'));
    } finally {
      clearTimeout(timer);
    }
    if (signal.aborted) break;
    before += file.size;
    show([...taken]);
  }
  tell({ loaded: total, stage: 'ready' });
  return taken;
}

/** Why the element does not take a file, before it is read: RM4202 or RM4203. */
function refusal(file: File, index: number, element: RmFileInput): RmError | undefined {
  if (index > 0 && !element.multiple) return new RmError('RM4203', `Only one file can be taken at a time; “${file.name}” was left out.`);
  if (!accepts(element.accept, file)) {
    return new RmError('RM4202', `“${file.name}” is ${file.type ? `of the type ${file.type}` : 'of an unknown type'}; this takes ${element.accept}.`);
  }
  const limit = parseSize(element.maxSize);
  if (limit === undefined || file.size <= limit) return undefined;
  const locale = localeOf(element);
  return new RmError('RM4203', `“${file.name}” has ${formatBytes(file.size, locale)}; at most ${formatBytes(limit, locale)} are taken.`);
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
export function list(entries: readonly Entry[], element: RmFileInput, remove: (index: number) => void): TemplateResult {
  const words = textsOf(element, listTexts, element.strings);
  return html`<ul part="list" aria-label=${words.files} aria-live="polite">
    ${entries.map((entry, index) => line(entry, element, words, () => remove(index)))}
  </ul>`;
}

function line({ file, item, progress }: Entry, element: RmFileInput, words: typeof listTexts, remove: () => void): TemplateResult {
  const locale = localeOf(element);
  const audio = item !== undefined && isAudio(item);
  const facts = [formatBytes(file.size, locale), ...(audio ? audioFacts(item, words, locale) : [])];
  if (item === undefined) facts.push(progress?.stage === 'decode' ? words.decoding : words.reading);
  return html`<li part="item">
    <span class="icon">${audio ? wave : icons.file}</span>
    <div class="name" title=${file.name}>${file.name}</div>
    <button class="button quiet small icon-only" type="button" aria-label=${words.remove(file.name)} @click=${remove}>${icons.close}</button>
    <span></span><span class="facts">${facts.join(' · ')}</span>
    ${progress && item === undefined ? html`<progress part="progress" max=${file.size} value=${progress.loaded} aria-label=${file.name}></progress>` : nothing}
  </li>`;
}

function audioFacts({ samples, sampleRate, channels }: AudioItem, words: typeof listTexts, locale: string | undefined): string[] {
  const kind = channels === 1 ? words.mono : channels === 2 ? words.stereo : words.channels(channels);
  return [formatDuration(samples.length / channels / sampleRate, locale), formatRate(sampleRate, locale), kind];
}

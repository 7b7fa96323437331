/** What `rm-file-input` needs once there is a file: fetched then. */
import { html, type TemplateResult } from 'lit';
import { RmError, isAudio, type AudioItem } from '../../core/index.js';
import { formatBytes } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { formatDuration, formatRate } from '../internal/format-audio.js';
import { icons } from '../internal/icons.js';
import { accepts } from '../internal/read-file.js';
import type { Entry, RmFileInput } from './file-input.js';

export { readFile } from '../internal/read-file.js';

/** @throws RmError RM4202, RM4203 when the element does not take the file. */
export function check(file: File, element: RmFileInput): void {
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

/** One line of the list. */
export function entry({ file, item }: Entry, element: RmFileInput, remove: () => void): TemplateResult {
  const locale = localeOf(element);
  const audio = item !== undefined && isAudio(item);
  const facts = [formatBytes(file.size, locale), ...(audio ? audioFacts(item, locale) : [])];
  if (item === undefined) facts.push('reading…');
  return html`<li part="item">
    <span class="icon">${audio ? icons.wave : icons.file}</span>
    <div class="name" title=${file.name}>${file.name}</div>
    <button class="button quiet small icon-only" type="button" aria-label="Remove ${file.name}" @click=${remove}>${icons.close}</button>
    <span></span><span class="facts">${facts.join(' · ')}</span>
  </li>`;
}

function audioFacts({ samples, sampleRate, channels }: AudioItem, locale: string | undefined): string[] {
  const kind = channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`;
  return [formatDuration(samples.length / channels / sampleRate, locale), formatRate(sampleRate, locale), kind];
}

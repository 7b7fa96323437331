/** What `rm-mic-input` shows only while it records. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Level } from '../../core/index.js';
import { localeOf } from '../internal/locale.js';
import { formatClock, formatDuration } from '../internal/format-audio.js';
import { micIcons } from './icons.js';
import type { RmMicInput } from './mic-input.js';
import type { texts } from './texts.js';

type Words = typeof texts;

/** Below this there is nothing to see; dB. */
const floor = -60;

/** The length of a bar for a magnitude: 0 to 1, even steps for even steps of hearing. */
export const loudness = (magnitude: number): number => Math.min(1, Math.max(0, 1 - (20 * Math.log10(magnitude || 1e-9)) / floor));

/** Pause and mute. */
export function controls(element: RmMicInput, words: Words): TemplateResult {
  const { paused, muted } = element;
  return html`<button part="pause" class="button small" type="button" aria-pressed=${paused} @click=${() => void (element.paused = !paused)}>
      ${micIcons.pause}${words.pause}
    </button>
    <button part="mute" class="button small" type="button" aria-pressed=${muted} @click=${() => void (element.muted = !muted)}>${micIcons.mute}${words.mute}</button>`;
}

/** The time, and how loud it is. */
export function progress(element: RmMicInput, seconds: number, words: Words): TemplateResult {
  return html`<span part="timer" class="timer" role="timer" aria-live="off" aria-label=${words.elapsed}>${formatClock(seconds, localeOf(element))}</span>
    <span part="meter" class="meter" aria-hidden="true"><span></span></span>`;
}

/** Written past the template: it changes twenty times a second. */
export function showLevel(root: DocumentFragment | HTMLElement, { rms, clipping }: Level): void {
  const meter = root.querySelector('.meter');
  meter?.classList.toggle('clipping', clipping);
  (meter?.firstElementChild as HTMLElement | null)?.style.setProperty('--_level', loudness(rms).toFixed(3));
}

/** The microphone in use, and what was left out. */
export function notes(element: RmMicInput, lost: number, words: Words): TemplateResult | typeof nothing {
  const name = element.stream?.getAudioTracks()[0]?.label;
  return html`${name ? html`<p part="device">${words.device(name)}</p>` : nothing}
  ${lost > 0 ? html`<p class="lost" part="message">${words.lost(formatDuration(lost / 1000, localeOf(element)))}</p>` : nothing}`;
}

/** What `rm-mic-input` shows only while it records. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Level, MicState } from '../../core/index.js';
import { localeOf } from '../internal/locale.js';
import { loudness } from '../internal/loudness.js';
import { formatClock, formatDuration } from '../internal/format-audio.js';
import { mute, pause, stop } from './detail-icons.js';
import type { RmMicInput } from './mic-input.js';
import { texts } from './texts.js';

export { texts };

/** These parts for one element and its words. */
export const of = (element: RmMicInput, words: typeof texts) => ({
  icon: stop,
  controls: (seconds: number) => controls(element, seconds, words),
  message: () => message(element, words),
  notes: (lost: number) => notes(element, lost, words),
});

type Words = typeof texts;

export const detailStyles = css`
  @layer rm {
    /* Text and ground change at once: half way between two pairs nobody could read it. */
    .main {
      transition: none;
    }
    :host(:state(recording)) .main {
      background: var(--rm-mic-input-active, var(--_danger));
      color: var(--_bg);
      border-color: transparent;
    }
    .small[aria-pressed='true'] {
      background: var(--_accent-soft);
      border-color: var(--_accent);
      color: var(--_accent);
    }
    .timer {
      min-inline-size: 4ch;
      font-variant-numeric: tabular-nums;
    }
    .meter {
      flex: 1 1 5rem;
      max-inline-size: 12rem;
      block-size: 0.375rem;
      overflow: hidden;
      border-radius: 1rem;
      background: var(--_surface-2);
    }
    .meter span {
      display: block;
      block-size: 100%;
      border-radius: inherit;
      background: var(--_success);
      transform: scaleX(var(--_level, 0));
      transform-origin: left;
      transition: transform 60ms linear;
    }
    .meter span:dir(rtl) {
      transform-origin: right;
    }
    .meter.clipping span {
      background: var(--_danger);
    }
    .lost {
      color: var(--_danger);
    }
    @media (forced-colors: active) {
      .meter {
        border: 1px solid CanvasText;
      }
      .meter span {
        background: Highlight;
        forced-color-adjust: none;
      }
      .small[aria-pressed='true'] {
        border: 2px solid Highlight;
      }
    }
  }
`;

/** Pause and mute, the time, and how loud it is. */
function controls(element: RmMicInput, seconds: number, words: Words): TemplateResult {
  const { paused, muted } = element;
  return html`<button part="pause" class="button small" type="button" aria-pressed=${paused} @click=${() => void (element.paused = !paused)}>
      ${pause}${words.pause}
    </button>
    <button part="mute" class="button small" type="button" aria-pressed=${muted} @click=${() => void (element.muted = !muted)}>${mute}${words.mute}</button>
    <span part="timer" class="timer" role="timer" aria-live="off" aria-label=${words.elapsed}>${formatClock(seconds, localeOf(element))}</span>
    <span part="meter" class="meter" aria-hidden="true"><span></span></span>`;
}

/** What to do in a state that is no refusal. */
function message({ micState: state, mode }: RmMicInput, words: Words): string | undefined {
  const holds = mode === 'push-to-talk';
  if (holds && state === 'idle') return words.idleHold;
  if (holds && state === 'recording') return words.recordingHold;
  return (words as Partial<Record<MicState, string>>)[state];
}

/** Written past the template: it changes twenty times a second. */
export function showLevel({ shadowRoot }: RmMicInput, { rms, clipping }: Level): void {
  const meter = shadowRoot?.querySelector('.meter');
  meter?.classList.toggle('clipping', clipping);
  (meter?.firstElementChild as HTMLElement | null)?.style.setProperty('--_level', loudness(rms).toFixed(3));
}

/** The microphone in use, and what was left out. */
function notes(element: RmMicInput, lost: number, words: Words): TemplateResult | typeof nothing {
  const name = element.stream?.getAudioTracks()[0]?.label;
  return html`${name ? html`<p part="device">${words.device(name)}</p>` : nothing}
  ${lost > 0 ? html`<p class="lost" part="message">${words.lost(formatDuration(lost / 1000, localeOf(element)))}</p>` : nothing}`;
}

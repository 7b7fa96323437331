/** What `rm-player` needs once there is something to play: fetched then. */
import { html, type TemplateResult } from 'lit';
import { RmError, type AudioItem } from '../../core/index.js';
import { clock } from '../../core/audio/clock.js';
import { addStyles } from '../internal/add-styles.js';
import { localeOf } from '../internal/locale.js';
import { icons } from './control-icons.js';
import { engineStyles } from './engine.styles.js';
import { RmSeekEvent, RmTimeUpdateEvent } from './events.js';
import { FilePlayback } from './file-playback.js';
import type { Playback, PlaybackListener } from './playback.js';
import type { RmPlayer } from './player.js';
import { StreamPlayback } from './stream-playback.js';
import type { texts } from './texts.js';

const rates = [0.5, 0.75, 1, 1.25, 1.5, 2];
/** Arrow keys on the scrubber; seconds. */
const step = 5;
/** Between two `rm-timeupdate`; ms. */
const beat = 100;

/** What the element lends to its engine. */
export interface PlayerHost {
  readonly element: RmPlayer;
  words(): typeof texts;
  fail(error: unknown): void;
}

/** Plays the file or the stream of a player, and tells of it. */
export class PlayerEngine {
  readonly #host: PlayerHost;
  #playback: Playback | undefined;
  #stream: StreamPlayback | undefined;
  /** The stream belongs to the run before: it can be heard until there is something new. */
  #stale = false;
  #styled = false;
  #told = true;
  /** While the visitor drags, the slider stays where they hold it. */
  #dragged: number | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: PlayerHost) {
    this.#host = host;
  }

  get loaded(): boolean {
    return this.#playback !== undefined;
  }
  get currentTime(): number {
    return this.#playback?.currentTime ?? 0;
  }
  get start(): number {
    return this.#playback?.start ?? 0;
  }
  get duration(): number {
    return this.#playback?.duration ?? NaN;
  }
  get paused(): boolean {
    return this.#playback?.paused ?? true;
  }
  get analyser(): AnalyserNode | undefined {
    return this.#playback?.analyser();
  }
  get blocks(): readonly AudioItem[] {
    return this.#stream?.blocks.map(({ audio }) => audio) ?? [];
  }

  /** Opens the file that `src` names. */
  load(): void {
    this.close();
    const { element } = this.#host;
    element.error = undefined;
    if (!element.src) return;
    try {
      this.#playback = new FilePlayback(new URL(element.src, element.baseURI), element.crossorigin ?? null, this.#listener());
    } catch (cause) {
      this.#host.fail(new RmError('RM4302', `“${element.src}” is no address.`, { cause }));
      return;
    }
    this.apply();
    if (element.autoplay) void this.play();
  }

  async play(): Promise<void> {
    const playback = this.#playback;
    this.#host.element.error = undefined;
    try {
      await playback?.play();
    } catch (error) {
      if (playback === this.#playback) this.#host.fail(error);
    }
  }

  pause(): void {
    this.#playback?.pause();
  }

  /** A file that could not be fetched is fetched anew; sound that was held back is still there. */
  retry(): void {
    if (this.#host.element.src && this.#host.element.error?.code !== 'RM4303') this.load();
    void this.play();
  }

  push(audio: AudioItem): void {
    if (this.#stale) this.close();
    if (!this.#stream) {
      this.#playback = this.#stream = new StreamPlayback(this.#listener());
      this.apply();
    }
    this.#stream.append(audio);
    const { element } = this.#host;
    if (element.autoplay && this.paused && !element.error) void this.play();
  }

  /** A run begins. */
  begin(): void {
    this.#stale = this.#stream !== undefined;
  }

  /** The run is over. */
  finish(): void {
    this.#stream?.finish();
  }

  seek(time: number): void {
    this.#playback?.seek(time);
    this.#tick();
  }

  /** Seeks for the visitor, unless the page does not want it. */
  request(time: number): void {
    const { duration } = this;
    const to = Math.max(0, Number.isFinite(duration) ? Math.min(time, duration) : time);
    if (this.#host.element.dispatchEvent(new RmSeekEvent(to))) this.seek(to);
  }

  apply(): void {
    const { rate, volume, muted, loop } = this.#host.element;
    this.#playback?.apply({ rate: between(rate, 0.1, 8), volume: between(volume, 0, 1), muted, loop });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#playback?.close();
    this.#playback = this.#stream = undefined;
    this.#stale = false;
    this.#told = true;
    this.#dragged = undefined;
    this.#host.element.requestUpdate();
  }

  #listener(): PlaybackListener {
    let own: Playback | undefined;
    // What it tells after it was replaced is of no interest.
    const current = (act: () => void): void => {
      own ??= this.#playback;
      if (own && own === this.#playback) act();
    };
    return {
      changed: () => current(() => this.#changed()),
      ended: () =>
        current(() => {
          this.#changed();
          this.#host.element.dispatchEvent(new Event('ended'));
        }),
      failed: (error) => current(() => this.#host.fail(error)),
    };
  }

  #changed(): void {
    const { paused } = this;
    const { element } = this.#host;
    if (paused !== this.#told) {
      this.#told = paused;
      element.dispatchEvent(new Event(paused ? 'pause' : 'play'));
      clearInterval(this.#timer);
      if (!paused) {
        element.error = undefined;
        this.#timer = setInterval(() => this.#tick(), beat);
      }
    }
    this.#tick();
  }

  #tick(): void {
    const { element } = this.#host;
    element.dispatchEvent(new RmTimeUpdateEvent(this.currentTime, this.duration));
    element.requestUpdate();
  }

  /** A slider of hundredths is right for dragging, not for keys. */
  #key(event: KeyboardEvent): void {
    const { element } = this.#host;
    const [forward, back] = element.matches(':dir(rtl)') ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
    const steps: Record<string, number> = { [forward!]: step, [back!]: -step, ArrowUp: step, ArrowDown: -step, PageUp: element.skip, PageDown: -element.skip };
    const by = steps[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.request(this.currentTime + by);
  }

  #scrub(): TemplateResult {
    const words = this.#host.words();
    const duration = Number.isFinite(this.duration) ? this.duration : 0;
    const at = this.#dragged ?? this.currentTime;
    const [time, length] = [clock(Math.floor(at)), clock(Math.floor(duration))];
    return html`<input
        part="scrub"
        class="scrub"
        type="range"
        step="0.01"
        min=${this.start}
        max=${duration}
        .value=${String(at)}
        ?disabled=${duration === 0}
        aria-label=${words.position}
        aria-valuetext=${words.positionOf(time, length)}
        @input=${this.#drag}
        @change=${this.#drag}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      />
      <span part="time" class="time">${time} / ${length}</span>`;
  }

  readonly #drag = ({ type, target }: Event): void => {
    const to = (target as HTMLInputElement).valueAsNumber;
    this.#dragged = type === 'input' ? to : undefined;
    if (type === 'change') this.request(to);
    this.#host.element.requestUpdate();
  };

  /** The controls that make sense once there is sound. */
  controls(): TemplateResult {
    const words = this.#host.words();
    const { element } = this.#host;
    if (!this.#styled) addStyles(element, engineStyles);
    this.#styled = true;
    const numbers = new Intl.NumberFormat(localeOf(element));
    const seconds = numbers.format(element.skip);
    const skip = (by: number, label: string, icon: unknown): TemplateResult =>
      html`<button part="skip" class="button quiet small icon-only" type="button" ?disabled=${!this.loaded} aria-label=${label} @click=${() => this.request(this.currentTime + by)}>${icon}</button>`;
    return html`${this.#scrub()}${skip(-element.skip, words.back(seconds), icons.back)}${skip(element.skip, words.forward(seconds), icons.forward)}
      <select part="rate" aria-label=${words.rate} @change=${(event: Event) => (element.rate = Number((event.target as HTMLSelectElement).value))}>
        ${[...new Set([...rates, element.rate])].sort((a, b) => a - b).map((rate) => html`<option value=${rate} .selected=${rate === element.rate}>${words.rateOf(numbers.format(rate))}</option>`)}
      </select>
      <button part="mute" class="button quiet small icon-only" type="button" aria-label=${element.muted ? words.unmute : words.mute} @click=${() => (element.muted = !element.muted)}>
        ${element.muted ? icons.silent : icons.sound}
      </button>
      <input
        part="volume"
        class="volume"
        type="range"
        min="0"
        max="1"
        step="0.05"
        .value=${String(element.volume)}
        aria-label=${words.volume}
        @input=${(event: Event) => (element.volume = (event.target as HTMLInputElement).valueAsNumber)}
      />`;
  }
}

const between = (value: number, low: number, high: number): number => (Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : 1);

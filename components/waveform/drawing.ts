/** What `rm-waveform` needs to draw: fetched when it is first in the page. */
import { clock } from '../../core/audio/clock.js';
import { mixDown, peaksOf } from '../../core/audio/peaks.js';
import type { AudioItem } from '../../core/index.js';
import { watchSource } from '../internal/level-source.js';
import { ElementLink } from '../internal/element-link.js';
import { loudness } from '../internal/loudness.js';
import type {} from '../mic-input/events.js';
import { joinAudio } from '../output/wav.js';
import { RmSeekEvent } from '../player/events.js';
import { clear, column, paintBars, paintColumn, paintRegions, paintSpectrogram, paintWave, pitch, type Sheet } from './paint.js';
import { loadRecording } from './recording.js';
import type { texts } from './texts.js';
import type { RmWaveform } from './waveform.js';

/** Arrow keys; seconds. */
const step = 5;
/** Bars of the frequencies. */
const bars = 32;
/** Pictures per second at most, and where little motion is wanted. */
const [rate, calmRate] = [30, 4];
/** Without sound for so long the source is off; ms. */
const offAfter = 400;

/** An element whose sound is drawn. */
interface Source extends HTMLElement {
  readonly analyser?: AnalyserNode | undefined;
  readonly paused?: boolean;
  readonly src?: string | undefined;
  readonly blocks?: readonly AudioItem[];
  currentTime?: number;
  readonly duration?: number;
}

export interface WaveformHost {
  readonly element: RmWaveform;
  readonly canvas: HTMLCanvasElement;
  pipeline(): HTMLElement | undefined;
  fail(error: unknown): void;
  state(name: string, on: boolean): void;
}

export class WaveformDrawing {
  readonly #host: WaveformHost;
  readonly #link: ElementLink;
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #listening: AbortController | undefined;
  #unwatch: (() => void) | undefined;
  #resize: ResizeObserver | undefined;
  #sight: IntersectionObserver | undefined;
  #visible = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #offTimer: ReturnType<typeof setTimeout> | undefined;
  /** Magnitudes that were heard, the newest last. */
  #heard: number[] = [];
  #recording: AudioItem | undefined;
  #peaks: Float32Array | undefined;
  #loaded: string | undefined;
  #loading: AbortController | undefined;
  #painting: AbortController | undefined;
  #bytes = new Uint8Array(0);
  #wave = new Float32Array(0);

  constructor(host: WaveformHost) {
    this.#host = host;
    this.#link = new ElementLink(host.element, () => host.element.source, () => this.#listening && this.relink());
  }

  get #source(): Source | undefined {
    return this.#link.value;
  }

  /** A whole recording is drawn, not what is heard. */
  get #whole(): boolean {
    const { mode, src } = this.#host.element;
    return mode === 'static' || (mode === 'spectrogram' && src !== undefined);
  }

  get #duration(): number {
    const { samples, channels, sampleRate } = this.#recording ?? { samples: [], channels: 1, sampleRate: 1 };
    const known = this.#source?.duration;
    return samples.length / channels / sampleRate || (known !== undefined && Number.isFinite(known) ? known : 0);
  }

  connect(): void {
    const { canvas } = this.#host;
    this.#listening = new AbortController();
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(canvas);
    this.#sight = new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1)!.isIntersecting;
      if (this.#visible) this.#draw();
      else this.#rest();
    });
    this.#sight.observe(canvas);
    this.relink();
  }

  disconnect(): void {
    this.#listening?.abort();
    this.#listening = undefined;
    this.#unwatch?.();
    this.#resize?.disconnect();
    this.#sight?.disconnect();
    this.#loading?.abort();
    this.#loaded = undefined;
    this.#visible = false;
    clearTimeout(this.#offTimer);
    this.#rest();
  }

  /** Looks at what is to be drawn again. */
  relink(): void {
    const { element } = this.#host;
    this.#unwatch?.();
    this.#listening?.abort();
    if (!element.isConnected) return;
    const { signal } = (this.#listening = new AbortController());
    this.#unwatch = watchSource(element, element.source, this.#host.pipeline(), 'rm-level', ({ peak }) => this.#level(peak));
    for (const type of ['rm-timeupdate', 'timeupdate', 'seeked', 'play', 'emptied']) this.#source?.addEventListener(type, this.#moved, { signal });
    this.#calm.addEventListener('change', () => this.#draw(), { signal });
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#rest() : this.#draw()), { signal });
    this.#load();
    this.#draw();
  }

  /** Fetches anew what could not be had. */
  retry(): void {
    this.#loaded = undefined;
    this.relink();
  }

  changed(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('mode') || changed.has('src')) this.relink();
    else if (changed.has('regions')) this.#draw();
  }

  // Sound

  #level(peak: number): void {
    // What can be looked at itself is not drawn twice.
    if (this.#analyser) return;
    this.#hear(Number.isFinite(peak) ? peak : 0);
    if (this.#timer === undefined) this.#draw();
  }

  #hear(magnitude: number): void {
    this.#heard.push(magnitude);
    const room = Math.ceil(this.#host.canvas.clientWidth / pitch) || 300;
    if (this.#heard.length > room) this.#heard.splice(0, this.#heard.length - room);
    this.#host.state('active', true);
    clearTimeout(this.#offTimer);
    this.#offTimer = setTimeout(() => this.#host.state('active', false), offAfter);
  }

  /** What is heard now. A player that does not play is not asked: that would route its sound for nothing. */
  get #analyser(): AnalyserNode | undefined {
    const source = this.#source;
    return source && source.paused !== true && 'analyser' in source ? source.analyser : undefined;
  }

  #load(): void {
    const { element } = this.#host;
    const source = this.#source;
    const src = element.src ?? (source?.src || undefined);
    const wanted = this.#whole ? (src === undefined ? undefined : new URL(src, element.baseURI).href) : undefined;
    if (wanted === this.#loaded) return;
    this.#loading?.abort();
    this.#loaded = wanted;
    this.#recording = this.#peaks = undefined;
    if (wanted === undefined) return;
    const { signal } = (this.#loading = new AbortController());
    this.#host.state('loading', true);
    loadRecording(wanted, signal)
      .then(
        (recording) => {
          if (signal.aborted) return;
          this.#recording = recording;
          element.requestUpdate();
          this.#draw();
        },
        (error) => signal.aborted || this.#host.fail(error),
      )
      .finally(() => signal.aborted || this.#host.state('loading', false));
  }

  // Pictures

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    cancelAnimationFrame(this.#frame);
    this.#painting?.abort();
  }

  #fit(): void {
    const { canvas } = this.#host;
    const scale = globalThis.devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    this.#peaks = undefined;
    this.#draw();
  }

  /** Draws soon, and again as long as something is heard. Not at all while nobody sees it. */
  #draw(): void {
    this.#rest();
    if (!this.#visible || document.hidden || !this.#host.canvas.isConnected) return;
    this.#frame = requestAnimationFrame(() => {
      this.#paint();
      if (this.#whole || !this.#source || !('analyser' in this.#source)) return;
      // Whoever is silent now may be heard soon.
      const perSecond = this.#analyser ? (this.#calm.matches ? calmRate : rate) : calmRate;
      this.#timer = setTimeout(() => this.#draw(), 1000 / perSecond);
    });
  }

  #sheet(): Sheet | undefined {
    const { canvas } = this.#host;
    const context = canvas.getContext('2d');
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!context || width === 0 || height === 0) return undefined;
    const { color, caretColor, backgroundColor, direction } = getComputedStyle(canvas);
    const scale = canvas.width / width;
    // Where text runs from right to left, time does.
    if (direction === 'rtl') context.setTransform(-scale, 0, 0, scale, canvas.width, 0);
    else context.setTransform(scale, 0, 0, scale, 0, 0);
    return { context, width, height, sound: color, accent: caretColor, ground: backgroundColor };
  }

  #paint(): void {
    const sheet = this.#sheet();
    if (!sheet) return;
    const { mode } = this.#host.element;
    if (this.#whole) this.#paintWhole(sheet, mode === 'spectrogram');
    else {
      const analyser = this.#analyser;
      if (analyser) this.#look(analyser);
      if (mode === 'bars' || this.#calm.matches) this.#paintBars(sheet, analyser);
      else if (mode === 'spectrogram' && analyser) this.#paintMoment(sheet, analyser);
      else {
        clear(sheet);
        paintWave(sheet, this.#heard);
      }
    }
    this.#place();
  }

  #look(analyser: AnalyserNode): void {
    if (this.#wave.length !== analyser.fftSize) this.#wave = new Float32Array(analyser.fftSize);
    const wave = this.#wave as Float32Array<ArrayBuffer>;
    analyser.getFloatTimeDomainData(wave);
    let peak = 0;
    for (const value of wave) peak = Math.max(peak, Math.abs(value));
    this.#hear(peak);
  }

  /** Without frequencies, the last levels are bars. */
  #paintBars(sheet: Sheet, analyser: AnalyserNode | undefined): void {
    clear(sheet);
    if (analyser) {
      const bytes = this.#frequencies(analyser);
      const spread = (bar: number): number => Math.floor((bar / bars) ** 2 * bytes.length * 0.7);
      paintBars(sheet, Array.from({ length: bars }, (_, bar) => Math.max(...bytes.subarray(spread(bar), Math.max(spread(bar) + 1, spread(bar + 1)))) / 255));
    } else {
      const last = this.#heard.slice(-bars).map(loudness);
      paintBars(sheet, [...Array.from({ length: bars - last.length }, () => 0), ...last]);
    }
  }

  #frequencies(analyser: AnalyserNode): Uint8Array {
    if (this.#bytes.length !== analyser.frequencyBinCount) this.#bytes = new Uint8Array(analyser.frequencyBinCount);
    analyser.getByteFrequencyData(this.#bytes as Uint8Array<ArrayBuffer>);
    return this.#bytes;
  }

  #paintMoment(sheet: Sheet, analyser: AnalyserNode): void {
    const { context, width, height } = sheet;
    const { canvas } = context;
    const values = Array.from(this.#frequencies(analyser), (byte) => byte / 255);
    context.save();
    // The picture moves as it is, whatever the direction of time.
    const scale = canvas.width / width;
    const shift = column * scale * (context.getTransform().a < 0 ? 1 : -1);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = 'copy';
    context.drawImage(canvas, shift, 0);
    context.restore();
    paintColumn({ ...sheet, height }, width - column, values);
  }

  #paintWhole(sheet: Sheet, spectrogram: boolean): void {
    const blocks = this.#recording ? undefined : this.#source?.blocks;
    const recording = this.#recording ?? (blocks?.length ? joined(blocks) : undefined);
    this.#painting?.abort();
    const duration = this.#duration;
    if (spectrogram && recording) {
      clear(sheet);
      const { signal } = (this.#painting = new AbortController());
      void paintSpectrogram(sheet, mixDown(recording), signal);
      return;
    }
    clear(sheet);
    if (!recording) return;
    const count = Math.ceil(sheet.width / pitch);
    const peaks = this.#recording && this.#peaks?.length === count ? this.#peaks : (this.#peaks = peaksOf(recording, count));
    if (duration > 0) paintRegions(sheet, (this.#host.element.regions ?? []).filter((region) => region?.start < region?.end).map(({ start, end }) => [start / duration, end / duration] as const));
    paintWave(sheet, peaks, duration > 0 ? (this.#source?.currentTime ?? 0) / duration : 0);
  }

  // Place

  readonly #moved = (): void => {
    this.#load();
    if (this.#host.element.interactive) this.#host.element.requestUpdate();
    // A spectrogram does not show what was played, the cursor does.
    if (this.#host.element.mode === 'static') this.#draw();
    else this.#place();
    if (!this.#whole && this.#timer === undefined) this.#draw();
  };

  #place(): void {
    const cursor = this.#host.canvas.parentElement?.querySelector<HTMLElement>('.cursor');
    const duration = this.#duration;
    if (!cursor) return;
    cursor.hidden = !this.#whole || duration === 0;
    cursor.style.setProperty('inset-inline-start', `${Math.min(100, ((this.#source?.currentTime ?? 0) / (duration || 1)) * 100)}%`);
  }

  /** What the slider says; undefined while there is nothing to seek in. */
  slider(words: typeof texts): { time: number; duration: number; text: string } | undefined {
    const duration = this.#duration;
    if (!this.#whole || duration === 0) return undefined;
    const time = Math.min(this.#source?.currentTime ?? 0, duration);
    return { time: Math.round(time * 10) / 10, duration: Math.round(duration * 10) / 10, text: words.positionOf(clock(Math.floor(time)), clock(Math.floor(duration))) };
  }

  #seek(time: number): void {
    const { element } = this.#host;
    const to = Math.max(0, Math.min(time, this.#duration));
    if (!element.dispatchEvent(new RmSeekEvent(to)) || this.#source?.currentTime === undefined) return;
    this.#source.currentTime = to;
    element.requestUpdate();
  }

  get #seeks(): boolean {
    return this.#host.element.interactive && this.#whole && this.#duration > 0;
  }

  key(event: KeyboardEvent): void {
    if (!this.#seeks || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.#source?.currentTime ?? 0;
    const duration = this.#duration;
    const [forward, back] = this.#host.element.matches(':dir(rtl)') ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
    const places: Record<string, number> = { [forward!]: at + step, [back!]: at - step, ArrowUp: at + step, ArrowDown: at - step, PageUp: at + duration / 10, PageDown: at - duration / 10, Home: 0, End: duration };
    const to = places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#seek(to);
  }

  /** A press seeks, and goes on seeking while it is dragged. */
  press(event: PointerEvent): void {
    if (!this.#seeks || event.button !== 0) return;
    const base = this.#host.canvas.parentElement!;
    const { signal } = this.#listening!;
    const end = new AbortController();
    const seek = ({ clientX }: PointerEvent): void => {
      const { left, width } = base.getBoundingClientRect();
      const share = (clientX - left) / width;
      this.#seek((base.matches(':dir(rtl)') ? 1 - share : share) * this.#duration);
    };
    const options = { signal: AbortSignal.any([signal, end.signal]) };
    base.addEventListener('pointermove', seek, options);
    for (const type of ['pointerup', 'pointercancel'] as const) base.addEventListener(type, () => end.abort(), options);
    try {
      base.setPointerCapture(event.pointerId);
    } catch {
      // A press that was made by a script has no pointer.
    }
    seek(event);
  }
}

/** Blocks of one stream as one sound. Those of another rate than the first are left out. */
function joined(blocks: readonly AudioItem[]): AudioItem {
  const [first] = blocks;
  return joinAudio(blocks.filter(({ sampleRate, channels }) => sampleRate === first?.sampleRate && channels === first.channels));
}

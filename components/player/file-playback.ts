import { RmError } from '../../core/index.js';
import { makeAnalyser, type Playback, type PlaybackListener, type PlaybackSettings } from './playback.js';

/** Plays a file by the browser's own element, which streams and seeks. */
export class FilePlayback implements Playback {
  readonly #audio: HTMLAudioElement;
  readonly #listening = new AbortController();
  #context: AudioContext | undefined;
  #analyser: AnalyserNode | undefined;

  /** @param crossOrigin as in `<audio>`: without it, sound of other servers is played but not analysed. */
  constructor(url: URL, crossOrigin: string | null, listener: PlaybackListener) {
    const audio = (this.#audio = document.createElement('audio'));
    const { signal } = this.#listening;
    audio.preload = 'metadata';
    audio.crossOrigin = crossOrigin;
    for (const type of ['durationchange', 'play', 'pause', 'seeked']) audio.addEventListener(type, () => listener.changed(), { signal });
    audio.addEventListener('ended', () => listener.ended(), { signal });
    audio.addEventListener('error', () => listener.failed(new RmError('RM4302', `${describe(url)} cannot be played: ${audio.error?.message || 'it is no sound this browser knows, or cannot be fetched'}.`)), { signal });
    audio.src = url.href;
  }

  get currentTime(): number {
    return this.#audio.currentTime;
  }

  readonly start = 0;

  get duration(): number {
    return this.#audio.duration;
  }

  get paused(): boolean {
    return this.#audio.paused;
  }

  async play(): Promise<void> {
    try {
      void this.#context?.resume();
      await this.#audio.play();
    } catch (cause) {
      const { name, message } = cause as Error;
      // Paused, or closed, before it began; or told already by the event.
      if (name === 'AbortError' || this.#audio.error) return;
      if (name === 'NotAllowedError') throw new RmError('RM4303', 'The browser holds the sound back.', { cause });
      throw new RmError('RM4302', message, { cause });
    }
  }

  pause(): void {
    this.#audio.pause();
  }

  seek(time: number): void {
    this.#audio.currentTime = time;
  }

  apply({ rate, volume, muted, loop }: PlaybackSettings): void {
    Object.assign(this.#audio, { playbackRate: rate, defaultPlaybackRate: rate, volume, muted, loop });
  }

  analyser(): AnalyserNode | undefined {
    // Routed through Web Audio, sound of another origin would be silent.
    const { origin, protocol } = new URL(this.#audio.src);
    const readable = this.#audio.crossOrigin !== null || origin === location.origin || protocol === 'data:' || protocol === 'blob:';
    if (this.#analyser || !readable) return this.#analyser;
    this.#context = new AudioContext();
    this.#analyser = makeAnalyser(this.#context);
    this.#context.createMediaElementSource(this.#audio).connect(this.#analyser).connect(this.#context.destination);
    if (!this.paused) void this.#context.resume();
    return this.#analyser;
  }

  close(): void {
    this.#listening.abort();
    this.#audio.pause();
    // So that the browser stops fetching.
    this.#audio.removeAttribute('src');
    this.#audio.load();
    void this.#context?.close();
  }
}

/** An address that is fit to be read. */
const describe = ({ protocol, href }: URL): string => (protocol === 'data:' || protocol === 'blob:' ? 'The sound' : href);

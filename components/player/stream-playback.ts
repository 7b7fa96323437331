import { RmError, type AudioItem } from '../../core/index.js';
import { Timeline, type TimelineBlock } from '../../core/audio/timeline.js';
import { makeAnalyser, type Playback, type PlaybackListener, type PlaybackSettings } from './playback.js';

/** Blocks are handed to the browser so long before they sound; seconds. A page in the background wakes up once a second. */
const ahead = 2;
/** How often that is seen to; ms. */
const interval = 250;
/** A stream that ran dry begins again this much later, so that the first blocks are not late at once; seconds. */
const cushion = 0.05;
/** How long the browser may take to start the sound; ms. */
const patience = 1000;

/** Plays blocks of sound as they arrive, without gaps: each begins on the sample on which the one before ends. */
export class StreamPlayback implements Playback {
  readonly #line = new Timeline();
  readonly #listener: PlaybackListener;
  readonly #sources = new Set<AudioBufferSourceNode>();
  #context: AudioContext | undefined;
  #gain: GainNode | undefined;
  #analyser: AnalyserNode | undefined;
  #settings: PlaybackSettings = { rate: 1, volume: 1, muted: false, loop: false };
  #playing = false;
  #complete = false;
  /** At this time of the context this time of the stream sounds; seconds. */
  #anchor = { context: 0, stream: 0 };
  /** What is handed to the browser ends here; seconds of the stream. */
  #scheduled = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(listener: PlaybackListener) {
    this.#listener = listener;
  }

  /** Sound that is there, for a still picture of it. */
  get blocks(): readonly TimelineBlock[] {
    return this.#line.blocks;
  }

  get currentTime(): number {
    if (this.#timer === undefined || !this.#context) return this.#anchor.stream;
    const passed = (this.#context.currentTime - this.#anchor.context) * this.#settings.rate;
    return Math.min(this.#anchor.stream + Math.max(0, passed), Math.max(this.#scheduled, this.#anchor.stream));
  }

  get start(): number {
    return this.#line.start;
  }

  get duration(): number {
    return this.#line.end;
  }

  get paused(): boolean {
    return !this.#playing;
  }

  /** Adds sound to the end. */
  append(audio: AudioItem): void {
    this.#complete = false;
    this.#line.append(audio);
    this.#schedule();
    this.#listener.changed();
  }

  /** Nothing more will come. */
  finish(): void {
    this.#complete = true;
    this.#schedule();
  }

  async play(): Promise<void> {
    if (this.#playing) return;
    if (this.#complete && this.#anchor.stream >= this.#line.end - 0.001) this.#anchor.stream = this.#line.start;
    this.#playing = true;
    const context = this.#open();
    const woken = await this.#wake(context);
    // Paused or closed meanwhile.
    if (!this.#playing || context !== this.#context) return;
    if (!woken) {
      this.#playing = false;
      throw new RmError('RM4303', 'The browser holds the sound back.');
    }
    this.#timer = setInterval(() => this.#schedule(), interval);
    this.#restart(this.#anchor.stream);
    this.#listener.changed();
  }

  pause(): void {
    if (!this.#playing) return;
    this.#anchor.stream = this.currentTime;
    this.#playing = false;
    this.#silence();
    void this.#context?.suspend();
    this.#listener.changed();
  }

  seek(time: number): void {
    const to = Math.max(this.#line.start, Math.min(time, this.#line.end));
    if (this.#timer !== undefined) this.#restart(to);
    else this.#anchor.stream = to;
    this.#listener.changed();
  }

  apply(settings: PlaybackSettings): void {
    const at = this.currentTime;
    const before = this.#settings.rate;
    this.#settings = settings;
    this.#gain?.gain.setValueAtTime(settings.muted ? 0 : settings.volume, 0);
    if (before !== settings.rate && this.#timer !== undefined) this.#restart(at);
  }

  analyser(): AnalyserNode | undefined {
    this.#open();
    return this.#analyser;
  }

  close(): void {
    this.#playing = false;
    this.#silence();
    void this.#context?.close();
    this.#context = undefined;
    this.#line.clear();
  }

  /** At the rate of the sound, so that no block is converted by itself, which would click at its ends. */
  #open(): AudioContext {
    if (this.#context) return this.#context;
    const rate = this.#line.blocks[0]?.audio.sampleRate;
    let context: AudioContext;
    try {
      context = new AudioContext(rate === undefined ? {} : { sampleRate: rate });
    } catch {
      // A rate the browser does not take.
      context = new AudioContext();
    }
    this.#gain = context.createGain();
    this.#gain.gain.value = this.#settings.muted ? 0 : this.#settings.volume;
    this.#analyser = makeAnalyser(context);
    this.#gain.connect(this.#analyser).connect(context.destination);
    this.#context = context;
    return context;
  }

  /** @returns whether the context runs. Where the browser waits for a gesture it never answers. */
  async #wake(context: AudioContext): Promise<boolean> {
    if (context.state !== 'running') await Promise.race([context.resume().catch(() => {}), new Promise((done) => setTimeout(done, patience))]);
    return context.state === 'running';
  }

  #restart(time: number): void {
    this.#silence(false);
    this.#anchor = { context: this.#context!.currentTime + cushion, stream: time };
    this.#scheduled = time;
    this.#schedule();
  }

  /** Hands the blocks of the next seconds to the browser. */
  #schedule(): void {
    const context = this.#context;
    if (!context || this.#timer === undefined) return;
    const { rate } = this.#settings;
    const now = (): number => this.#anchor.stream + (context.currentTime - this.#anchor.context) * rate;
    if (this.#complete && this.#scheduled >= this.#line.end) {
      if (now() >= this.#line.end) this.#reachEnd();
      return;
    }
    // What is no longer kept is passed over. Where it ran dry, what comes now is late, and everything after it with it.
    const from = Math.max(this.#scheduled, this.#line.start);
    if (from > this.#scheduled || (from < this.#line.end && now() > from)) this.#anchor = { context: context.currentTime + cushion, stream: from };
    this.#scheduled = from;
    for (let index = this.#line.indexAt(this.#scheduled); index >= 0 && index < this.#line.blocks.length; index += 1) {
      const block = this.#line.blocks[index]!;
      if (this.#scheduled > now() + ahead * rate) return;
      try {
        this.#start(context, block);
      } catch (cause) {
        // A rate, or a number of channels, that no browser plays.
        this.pause();
        this.#listener.failed(new RmError('RM4302', (cause as Error).message, { cause }));
        return;
      }
      this.#scheduled = block.end;
    }
  }

  #start(context: AudioContext, { audio, start }: TimelineBlock): void {
    const { samples, channels, sampleRate } = audio;
    const frames = samples.length / channels;
    const buffer = context.createBuffer(channels, frames, sampleRate);
    for (let channel = 0; channel < channels; channel += 1) {
      const to = buffer.getChannelData(channel);
      for (let frame = 0; frame < frames; frame += 1) to[frame] = samples[frame * channels + channel]!;
    }
    const source = new AudioBufferSourceNode(context, { buffer, playbackRate: this.#settings.rate });
    source.connect(this.#gain!);
    const offset = Math.max(0, this.#scheduled - start);
    source.start(this.#anchor.context + (start + offset - this.#anchor.stream) / this.#settings.rate, offset);
    this.#sources.add(source);
    source.onended = () => {
      this.#sources.delete(source);
      source.disconnect();
      this.#schedule();
    };
  }

  #reachEnd(): void {
    this.#anchor.stream = this.#line.end;
    if (this.#settings.loop) this.#restart(this.#line.start);
    else {
      this.#playing = false;
      this.#silence();
      void this.#context?.suspend();
      this.#listener.ended();
    }
  }

  #silence(timer = true): void {
    if (timer) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const source of this.#sources) {
      source.onended = null;
      source.stop();
      source.disconnect();
    }
    this.#sources.clear();
  }
}

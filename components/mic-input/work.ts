import { SpeechActivity } from '../../core/audio/activity.js';
import { Capture, stopTracks } from '../../core/audio/capture.js';
import { listDevices, rememberedDevice, watchDevices, type Device } from '../../core/audio/devices.js';
import type { Level } from '../../core/audio/level.js';
import { MicMachine } from '../../core/audio/mic-machine.js';
import { record, type Recorder } from '../../core/audio/recording.js';
import { RmError, isActive, type MicState, type SessionFeed } from '../../core/index.js';
import { announce } from '../internal/announce.js';
import type { PipelineContext } from '../internal/context.js';
import { isRecord } from '../internal/items.js';
import { RmDevicesChangeEvent, RmLevelEvent, RmMicStateEvent, RmRecordRequestEvent, RmRecordingEvent, RmSpeechEvent } from './events.js';
import { showLevel } from './details.js';
import { Gestures } from './gestures.js';
import type { RmMicInput } from './mic-input.js';
import type { texts } from './texts.js';

export * as details from './details.js';

/** What the working part tells its element. */
export interface MicView {
  readonly element: RmMicInput;
  readonly button: HTMLButtonElement;
  pipeline(): PipelineContext | undefined;
  moved(state: MicState, error: RmError | undefined): void;
  /** Whole seconds of the recording. */
  passed(seconds: number): void;
  words(): typeof texts;
  recorded(file: File | undefined): void;
}

/** From the start to the stop. */
interface Take {
  recorder: Recorder | undefined;
  pipeline: PipelineContext | undefined;
  feed: SessionFeed | undefined;
  activity: SpeechActivity;
  /** Seconds so far, without pauses. */
  time: number;
  /** Frames left out, because the pipeline is slower than time. */
  lost: number;
  leave: AbortController;
}

/** Speech, where nothing else is said; root mean square. */
const defaultThreshold = 0.02;

/** The working part of `rm-mic-input`, fetched when somebody comes near the button: the microphone itself, and where its sound goes. */
export class MicWork {
  readonly #view: MicView;
  readonly #machine: MicMachine<MediaStream, Capture>;
  readonly #release = new AbortController();
  #take: Take | undefined;
  #devices: readonly Device[] = [];

  constructor(view: MicView) {
    this.#view = view;
    this.#machine = new MicMachine<MediaStream, Capture>(
      {
        isSecure: () => isSecureContext,
        isSupported: () => !!navigator.mediaDevices?.getUserMedia && typeof AudioWorkletNode === 'function',
        isAllowed: () => (document as { featurePolicy?: { allowsFeature(name: string): boolean } }).featurePolicy?.allowsFeature('microphone'),
        isSandboxed: () => origin === 'null',
        permission: async () => (await permission())?.state,
        ask: () => this.#ask(),
        release: stopTracks,
        open: (stream) => this.#open(stream),
        pause: (capture, paused) => {
          capture.pause(paused);
          this.#take?.recorder?.pause(paused);
        },
        mute: (capture, muted) => capture.mute(muted),
        close: (capture) => this.#close(capture),
      },
      (state, previous) => this.#moved(state, previous),
    );
    const { element } = view;
    this.#machine.pause(element.paused);
    this.#machine.mute(element.muted);
    const { signal } = this.#release;
    new Gestures(element, view.button, signal);
    addEventListener('pagehide', () => void this.stop(), { signal });
    signal.addEventListener('abort', watchDevices(() => void this.#listDevices()));
    void permission().then((status) => status?.addEventListener('change', () => this.#machine.reconsider(status.state), { signal }));
    void this.#listDevices();
    if (element.mode === 'open') void this.#startIfAllowed();
  }

  get state(): MicState {
    return this.#machine.state;
  }

  get capture(): Capture | undefined {
    return this.#machine.capture;
  }

  get devices(): readonly Device[] {
    return this.#devices;
  }

  get lost(): number {
    return (this.#take?.lost ?? 0) * this.#view.element.chunkMs;
  }

  async start(): Promise<boolean> {
    const { element } = this.#view;
    if (!element.dispatchEvent(new RmRecordRequestEvent())) return false;
    this.#view.pipeline()?.touch();
    return this.#machine.start();
  }

  async requestPermission(): Promise<boolean> {
    const allowed = await this.#machine.requestPermission();
    if (allowed) await this.#listDevices();
    return allowed;
  }

  /** Starts when the visitor has allowed it before. */
  async #startIfAllowed(): Promise<void> {
    if ((await permission())?.state === 'granted') await this.start();
  }

  /** Takes over what changed in the element's properties. */
  changed(names: ReadonlyMap<PropertyKey, unknown>): void {
    const { element } = this.#view;
    if (names.has('paused')) this.#machine.pause(element.paused);
    if (names.has('muted')) this.#machine.mute(element.muted);
    if (names.has('deviceId')) void this.#changeDevice();
  }

  stop(error?: RmError): Promise<void> {
    return this.#machine.stop(error);
  }

  /** The element came to another pipeline: what it records was meant for the old one. */
  pipelineChanged(pipeline: PipelineContext | undefined): void {
    if (pipeline && this.#take && this.#take.pipeline !== pipeline) void this.stop();
  }

  /** Goes on with the device that is wanted now. */
  async #changeDevice(): Promise<void> {
    const { capture } = this;
    if (!capture) return;
    try {
      const stream = await this.#ask();
      if (this.capture === capture) capture.replace(stream);
      else stopTracks(stream);
    } catch (cause) {
      await this.stop(new RmError('RM4108', 'The microphone is gone, and no other can be used.', { cause }));
    }
  }

  /** The element is gone for good. */
  async destroy(): Promise<void> {
    this.#release.abort();
    await this.stop();
  }

  /** The device that was chosen; where it is gone, another is better than none, and the one in use is named. */
  async #ask(): Promise<MediaStream> {
    const exact = this.#view.element.deviceId || rememberedDevice('audioinput');
    const audio = this.#constraints();
    const { mediaDevices } = navigator;
    if (!exact) return mediaDevices.getUserMedia({ audio });
    return mediaDevices.getUserMedia({ audio: { ...audio, deviceId: { exact } } }).catch((cause: DOMException) => {
      if (cause.name !== 'OverconstrainedError' && cause.name !== 'NotFoundError') throw cause;
      return mediaDevices.getUserMedia({ audio });
    });
  }

  #constraints(): MediaTrackConstraints {
    const { channels, echoCancellation, noiseSuppression, autoGain } = this.#view.element;
    const asked = { echoCancellation, noiseSuppression, autoGainControl: autoGain };
    return {
      channelCount: { ideal: channels },
      ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== 'auto').map(([name, value]) => [name, value === 'on'])),
    };
  }

  async #open(stream: MediaStream): Promise<Capture> {
    const { element } = this.#view;
    const { sampleRate, channels, base } = element;
    const capture = await Capture.open(stream, {
      sampleRate,
      channels,
      base: base ? new URL(base, element.baseURI) : undefined,
      onLevel: (level) => this.#heard(level),
      onGone: () => void this.#changeDevice(),
    });
    this.#begin(capture);
    // Devices have names from now on.
    void this.#listDevices();
    return capture;
  }

  #begin(capture: Capture): void {
    const { element } = this.#view;
    const pipeline = this.#view.pipeline();
    const { sampleRate, channels } = capture.options;
    const keep = element.record !== null || element.name;
    const take: Take = {
      recorder: keep ? record(capture, element.record === 'compressed' ? 'compressed' : 'wav') : undefined,
      pipeline,
      feed: undefined,
      activity: new SpeechActivity(element.vadThreshold ?? defaultThreshold),
      time: 0,
      lost: 0,
      leave: new AbortController(),
    };
    this.#take = take;
    if (!pipeline) return;
    const { vad } = element;
    if (vad !== 'off' && vad !== 'energy') {
      const unlisten = pipeline.listen({ output: ({ nodeId, item }) => nodeId === vad && this.#detected(item) });
      take.leave.signal.addEventListener('abort', unlisten);
    }
    const stop = (): void => void (this.#take === take && this.stop());
    void pipeline.feed(capture.listen(element.chunkMs), { sampleRate, channels }, element).then((feed) => {
      take.feed = feed;
      // What hinders it is shown by the pipeline. Its end without ours is one too.
      if (feed) void feed.done.then(stop, stop);
      else stop();
    });
  }

  async #close(capture: Capture): Promise<void> {
    const take = this.#take;
    this.#take = undefined;
    take?.leave.abort();
    if (take?.activity.speaking) this.#emit(new RmSpeechEvent('rm-speech-end', take.time));
    const finishing = take?.recorder?.finish();
    await capture.close();
    const recording = await finishing;
    if (!recording) return;
    this.#view.recorded(recording.file);
    this.#emit(new RmRecordingEvent(recording.file, recording.duration));
  }

  #heard(level: Level & { time: number; lost: number }): void {
    const take = this.#take;
    if (!take) return;
    const { element } = this.#view;
    take.time = level.time;
    take.lost = level.lost;
    this.#emit(new RmLevelEvent(level));
    showLevel(element, level);
    this.#view.passed(Math.floor(level.time));
    const change = take.activity.add(level.rms, level.time);
    if (change && element.vad === 'energy') this.#emit(new RmSpeechEvent(`rm-speech-${change}`, level.time));
    const { silenceTimeout, maxDuration } = element;
    if ((maxDuration && level.time >= maxDuration) || (silenceTimeout && take.activity.silence(level.time) >= silenceTimeout)) void this.stop();
  }

  /** What a detector among the nodes says. */
  #detected(item: unknown): void {
    if (!isRecord(item as never)) return;
    const { type, time } = item as { type?: unknown; time?: unknown };
    if (type === 'speech_start' || type === 'speech_end') this.#emit(new RmSpeechEvent(type === 'speech_start' ? 'rm-speech-start' : 'rm-speech-end', Number(time)));
  }

  #moved(state: MicState, previous: MicState): void {
    const { element, button } = this.#view;
    const { error } = this.#machine;
    const words = this.#view.words();
    if (isActive(state) && previous === 'requesting') announce(this.#view.pipeline(), words.saidStart);
    if (isActive(previous) && !isActive(state)) {
      announce(this.#view.pipeline(), words.saidStop);
      // The buttons beside it are about to go.
      if (element.shadowRoot?.activeElement) button.focus();
      element.paused = false;
      this.#view.passed(0);
    }
    this.#view.moved(state, error);
    this.#emit(new RmMicStateEvent(state, previous, error));
  }

  async #listDevices(): Promise<void> {
    const devices = await listDevices('audioinput');
    if (this.#release.signal.aborted || JSON.stringify(devices) === JSON.stringify(this.#devices)) return;
    this.#devices = devices;
    this.#emit(new RmDevicesChangeEvent(devices));
  }

  #emit(event: Event): void {
    this.#view.element.dispatchEvent(event);
  }
}

/** What the visitor said before, and says later; undefined where the browser does not tell. */
async function permission(): Promise<PermissionStatus | undefined> {
  return navigator.permissions?.query({ name: 'microphone' }).catch(() => undefined);
}

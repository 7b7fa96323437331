/** A microphone's stream, taken on the audio thread. For pages only. */
import { RmError } from '../errors.js';
import { assets } from '../runtime/assets.js';
import { processorName, type FromCapture, type ToCapture } from './capture-protocol.js';
import type { Level } from './level.js';

export interface CaptureOptions {
  /** Hz that are wanted: those of the audio thread where the browser resamples by itself, else the worklet does. */
  sampleRate: number;
  channels: number;
  /** Folder of the kit's files, when it is not the script's own. */
  base?: URL | string | undefined;
  /** At most twenty times a second. `time`: seconds of sound so far. `lost`: frames that found no free buffer. */
  onLevel?(level: Level & { time: number; lost: number }): void;
  /** The device is gone. */
  onGone?(): void;
}

/** The browser may hold sound back for ever, until the page is used; ms. */
const resumeLimit = 3_000;
/** An audio thread that does not say its last word is given up; ms. */
export const endLimit = 1_000;
/** Seconds of sound that wait for a graph that is slower than time, before frames are lost. */
const backlog = 10;

export class Capture {
  readonly options: CaptureOptions;
  /** For drawing. */
  readonly analyser: AnalyserNode;
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  readonly #ended: Promise<void>;
  #stream: MediaStream;
  #source: MediaStreamAudioSourceNode;
  #copy: MediaStreamAudioDestinationNode | undefined;
  #closing: Promise<void> | undefined;

  private constructor(context: AudioContext, source: MediaStreamAudioSourceNode, options: CaptureOptions) {
    this.options = options;
    this.#context = context;
    this.#source = source;
    this.#stream = source.mediaStream;
    this.analyser = new AnalyserNode(context, { fftSize: 2048 });
    this.#node = new AudioWorkletNode(context, processorName, { channelCount: options.channels, channelCountMode: 'explicit', outputChannelCount: [1] });
    let end!: () => void;
    this.#ended = new Promise((resolve) => (end = resolve));
    this.#node.port.onmessage = ({ data }: MessageEvent<FromCapture>) => {
      if (data.type === 'level') options.onLevel?.(data);
      else end();
    };
    this.#connect();
    // Nothing is heard: the worklet writes no output. Without a way to the speakers some browsers do not call it.
    this.#node.connect(context.destination);
  }

  /**
   * @throws {RmError} RM4109 when the browser holds sound back, RM5003 when the page's policy keeps the worklet away, RM10xx when its file
   *   cannot be had. The stream is the caller's then.
   */
  static async open(stream: MediaStream, options: CaptureOptions): Promise<Capture> {
    const { context, source } = connectable(stream, options.sampleRate);
    try {
      await resume(context);
      await addWorklet(context.audioWorklet, assets(options.base).captureWorklet);
      return new Capture(context, source, options);
    } catch (error) {
      void context.close();
      throw error;
    }
  }

  get stream(): MediaStream {
    return this.#stream;
  }

  /**
   * Where the sound comes out in frames, as `FrameSender` sends them.
   * @param milliseconds length of a frame.
   */
  listen(milliseconds: number): MessagePort {
    const { sampleRate, channels } = this.options;
    const { port1, port2 } = new MessageChannel();
    const length = Math.max(1, Math.round((sampleRate * milliseconds) / 1000));
    this.#post({ type: 'listen', port: port1, sampleRate, channels, length, pool: Math.max(4, Math.ceil((backlog * sampleRate) / length)) }, [port1]);
    return port2;
  }

  /** The sound as a stream, which goes on when another microphone takes over. */
  copy(): MediaStream {
    this.#copy ??= new MediaStreamAudioDestinationNode(this.#context, { channelCount: this.options.channels });
    this.#source.connect(this.#copy);
    return this.#copy.stream;
  }

  /** Takes nothing, and time stands still. So it begins: what listens by then hears the same from the first sample on. */
  pause(paused: boolean): void {
    this.#post({ type: 'pause', paused });
  }

  /** Takes silence, and time goes on. */
  mute(muted: boolean): void {
    for (const track of this.#stream.getAudioTracks()) track.enabled = !muted;
  }

  /** Goes on with another microphone. */
  replace(stream: MediaStream): void {
    const source = this.#context.createMediaStreamSource(stream);
    const muted = this.#stream.getAudioTracks().some(({ enabled }) => !enabled);
    this.#source.disconnect();
    stopTracks(this.#stream);
    this.#stream = stream;
    this.#source = source;
    this.#connect();
    this.mute(muted);
  }

  /** Gives the microphone back at once; resolves when all that was taken is sent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const track of this.#stream.getTracks()) track.onended = null;
    this.#post({ type: 'end' });
    stopTracks(this.#stream);
    await waitFor(this.#ended, endLimit);
    this.#source.disconnect();
    this.#node.port.onmessage = null;
    this.#node.disconnect();
    await this.#context.close().catch(() => {});
  }

  #connect(): void {
    this.#source.connect(this.#node);
    this.#source.connect(this.analyser);
    if (this.#copy) this.#source.connect(this.#copy);
    for (const track of this.#stream.getAudioTracks()) track.onended = () => this.options.onGone?.();
  }

  #post(message: ToCapture, transfer: Transferable[] = []): void {
    this.#node.port.postMessage(message, transfer);
  }
}

export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Firefox takes no stream into a context of another rate than the device's; there the worklet resamples. */
function connectable(stream: MediaStream, sampleRate: number): { context: AudioContext; source: MediaStreamAudioSourceNode } {
  let context = new AudioContext({ sampleRate });
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch (cause) {
    void context.close();
    if ((cause as { name?: string }).name !== 'NotSupportedError') throw cause;
  }
  context = new AudioContext();
  return { context, source: context.createMediaStreamSource(stream) };
}

/** Waits for something, but not for ever. */
export async function waitFor(what: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([what, late]).finally(() => clearTimeout(timer));
}

async function resume(context: AudioContext): Promise<void> {
  await waitFor(context.resume(), resumeLimit);
  if (context.state !== 'running') throw new RmError('RM4109', 'The browser does not start the audio thread.');
}

/** By its address; where that is refused, by a blob and then a data URL, each of which some policies allow. */
async function addWorklet(worklet: AudioWorklet, url: URL): Promise<void> {
  try {
    await worklet.addModule(url);
    return;
  } catch (cause) {
    const text = await source(url, cause);
    const blob = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    try {
      await worklet.addModule(blob).catch(() => worklet.addModule(`data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`));
    } catch {
      // Chromium does not tell of the breach.
      throw new RmError('RM5003', `The worklet ${url.href} is there, but the page does not let it run.`, { cause });
    } finally {
      URL.revokeObjectURL(blob);
    }
  }
}

async function source(url: URL, cause: unknown): Promise<string> {
  const answer = await fetch(url).catch(() => undefined);
  if (!answer && !navigator.onLine) throw new RmError('RM1006', `The worklet ${url.href} cannot be fetched while the browser is offline.`, { cause });
  if (!answer) throw new RmError('RM5003', `The worklet ${url.href} could not be loaded: ${String((cause as Error).message)}`, { cause });
  if (!answer.ok) throw new RmError('RM1002', `The worklet ${url.href} answered ${answer.status} ${answer.statusText}`.trim() + '.', { cause });
  return answer.text();
}

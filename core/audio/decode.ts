import { RmError } from '../errors.js';
import type { AudioItem } from '../wire/items.js';
import { readBytes, type ReadProgress } from './read-bytes.js';
import { sniff, type SoundFile } from './sniff.js';
import { checkWavLength, decodeWav, readWavHeader, type WavHeader } from './wav.js';

export interface DecodeOptions {
  /** Hz the sound is wanted at; by default the file's own rate where it can be told, else 48000. */
  sampleRate?: number | undefined;
  /** Longest sound that is taken; seconds, 7200 by default. */
  maxDuration?: number | undefined;
  signal?: AbortSignal | undefined;
  /** For messages; by default the file's name. */
  name?: string | undefined;
  /** Told as the file is read, and when it begins to be decoded. */
  onProgress?: ReadProgress | undefined;
}

/** Most samples over all channels that are decoded at once: 1 GiB. Browsers decode whole files, and a tab has a few of these. */
const maxSamples = 2 ** 28;
/** Largest file whose length nothing tells; bytes. */
const maxUnknown = 256 * 2 ** 20;
/** How long the browser may take to tell a file's length, and to decode it; ms. */
const metadataLimit = 5_000;
const decodeLimit = 120_000;

/**
 * Decodes an audio file. Length and size are checked first, so that a file of some hours is refused instead of filling the
 * memory. WAV is decoded here, also without a browser; everything else by the browser.
 *
 * @throws {RmError} RM4201 empty, RM4202 no audio, RM4203 too long, RM4204 cut off, RM4205 unreadable, RM2304 cancelled.
 */
export async function decodeAudio(file: Blob, options: DecodeOptions = {}): Promise<AudioItem> {
  const { signal, maxDuration = 7200, onProgress } = options;
  const name = options.name ?? (file as { name?: string }).name;
  const what = name ? `“${name}”` : 'The file';
  RmError.throwIfAborted(signal);
  if (file.size === 0) throw new RmError('RM4201', `${what} is empty (0 bytes).`);

  const head = await readBytes(file.slice(0, 65_536), { what });
  const kind = sniff(head);
  if (kind && !kind.audio) throw new RmError('RM4202', `${what} is a ${kind.format}, not audio.`);
  const wav = kind?.format === 'WAV' ? readWavHeader(head, file.size, what) : undefined;
  const known: Partial<SoundFile> = wav ?? kind ?? {};
  const duration = wav?.duration ?? known.duration ?? (await browserDuration(file, signal));
  RmError.throwIfAborted(signal);
  checkLength(what, file, duration, { ...known, ...(options.sampleRate && !known.sampleRate && { sampleRate: options.sampleRate }) }, maxDuration);
  if (wav) checkWavLength(wav, file.size, what);

  const bytes = await readBytes(file, { what, signal, onProgress });
  RmError.throwIfAborted(signal);
  onProgress?.(file.size, 'decode');
  const sampleRate = options.sampleRate ?? known.sampleRate;
  const own = wav && wav.sampleRate === sampleRate ? decodeWav(wav, bytes) : undefined;
  const audio = own ?? (await decodeByBrowser(bytes, sampleRate, what, kind, wav, signal));
  if (audio.samples.length === 0) throw new RmError('RM4202', `${what} holds no sound.`);
  const seconds = audio.samples.length / audio.channels / audio.sampleRate;
  if (kind?.duration && seconds < kind.duration * 0.98) {
    throw new RmError('RM4204', `${what} is cut off: ${seconds.toFixed(1)} of ${kind.duration.toFixed(1)} seconds are there.`);
  }
  return audio;
}

function checkLength(what: string, file: Blob, duration: number | undefined, { sampleRate = 48_000, channels = 2 }: Partial<SoundFile>, limit: number): void {
  if (duration === undefined) {
    if (file.size > maxUnknown) throw new RmError('RM4203', `${what} is ${Math.round(file.size / 2 ** 20)} MB large and does not tell its length.`);
    return;
  }
  if (duration > limit) throw new RmError('RM4203', `${what} is ${clock(duration)} long; at most ${clock(limit)} are taken.`);
  const most = maxSamples / sampleRate / channels;
  if (duration > most) throw new RmError('RM4203', `${what} is ${clock(duration)} long; at ${sampleRate} Hz and ${channels} channels at most ${clock(most)} fit into memory.`);
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)} h`;
}

/** The length a media element tells, without decoding; undefined when it does not, or there is none. */
async function browserDuration(file: Blob, signal: AbortSignal | undefined): Promise<number | undefined> {
  if (typeof document !== 'object') return undefined;
  const url = URL.createObjectURL(file);
  const element = document.createElement('audio');
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise((resolve) => {
      const unknown = (): void => resolve(undefined);
      timer = setTimeout(unknown, metadataLimit);
      signal?.addEventListener('abort', unknown, { once: true });
      element.preload = 'metadata';
      element.onloadedmetadata = () => resolve(Number.isFinite(element.duration) ? element.duration : undefined);
      // Also where the page's policy forbids blob: media; decoding does not need it.
      element.onerror = unknown;
      element.src = url;
    });
  } finally {
    clearTimeout(timer);
    element.onloadedmetadata = element.onerror = null;
    element.removeAttribute('src');
    element.load();
    URL.revokeObjectURL(url);
  }
}

async function decodeByBrowser(
  bytes: Uint8Array<ArrayBuffer>,
  sampleRate = 48_000,
  what: string,
  kind: SoundFile | undefined,
  wav: WavHeader | undefined,
  signal: AbortSignal | undefined,
): Promise<AudioItem> {
  if (typeof OfflineAudioContext !== 'function') {
    const hint = 'Without a browser only WAV files are read, at their own rate.';
    throw new RmError('RM4202', `${what} cannot be decoded here${wav ? ` at ${sampleRate} Hz` : ''}.`, { hint });
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | undefined;
  try {
    const context = new OfflineAudioContext(1, 1, sampleRate);
    const decoded = await Promise.race([
      context.decodeAudioData(bytes.buffer),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new RmError('RM2301', `${what} could not be decoded within ${decodeLimit / 1000} s.`)), decodeLimit);
        stop = () => reject(RmError.aborted(signal!));
        signal?.addEventListener('abort', stop);
      }),
    ]);
    return interleave(decoded);
  } catch (cause) {
    if (cause instanceof RmError) throw cause;
    const { name, message } = cause as Error;
    if (name === 'NotSupportedError') throw new RmError('RM4202', `A rate of ${sampleRate} Hz is not possible: ${message}`, { cause });
    if (name === 'RangeError') throw new RmError('RM4203', `${what} does not fit into memory.`, { cause });
    if (kind) throw new RmError('RM4204', `${what} begins as ${kind.format}, but cannot be decoded: it is damaged, cut off, or of a kind this browser does not know.`, { cause });
    throw new RmError('RM4202', `${what} is no audio this browser can decode.`, { cause });
  } finally {
    clearTimeout(timer);
    if (stop) signal?.removeEventListener('abort', stop);
  }
}

function interleave(decoded: AudioBuffer): AudioItem {
  const { numberOfChannels: channels, length, sampleRate } = decoded;
  const samples = new Float32Array(length * channels);
  for (let channel = 0; channel < channels; channel += 1) {
    const data = decoded.getChannelData(channel);
    if (channels === 1) samples.set(data);
    else for (let index = 0; index < length; index += 1) samples[index * channels + channel] = data[index]!;
  }
  return { kind: 'audio', samples, sampleRate, channels };
}

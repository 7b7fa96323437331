import { RmError } from '../errors.js';
import type { AudioItem } from '../wire/items.js';

/** The head of a WAV file. */
export interface WavHeader {
  /** 1: whole numbers, 3: floating point; others need the browser's decoder. */
  encoding: number;
  channels: number;
  /** Hz. */
  sampleRate: number;
  bitsPerSample: number;
  /** Where the samples are; bytes. */
  dataOffset: number;
  /** Bytes of samples the header promises. */
  dataLength: number;
  /** Seconds, as promised. */
  duration: number;
}

/**
 * Reads the chunks in front of the samples.
 * @param bytes the first kilobytes of the file.
 * @param fileSize of the whole file, bytes.
 * @returns undefined when the samples do not begin within these bytes.
 * @throws {RmError} RM4204 when the file ends before its samples, RM4202 for a header that makes no sense.
 */
export function readWavHeader(bytes: Uint8Array, fileSize: number, name = 'The file'): WavHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: Pick<WavHeader, 'encoding' | 'channels' | 'sampleRate' | 'bitsPerSample'> | undefined;
  let frameSize = 0;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    if (id === 'fmt ' && at + 24 <= bytes.length) {
      let encoding = view.getUint16(at + 8, true);
      // WAVE_FORMAT_EXTENSIBLE names the encoding in the first bytes of a GUID.
      if (encoding === 0xfffe && size >= 40 && at + 34 <= bytes.length) encoding = view.getUint16(at + 32, true);
      format = {
        encoding,
        channels: view.getUint16(at + 10, true),
        sampleRate: view.getUint32(at + 12, true),
        bitsPerSample: view.getUint16(at + 22, true),
      };
      frameSize = view.getUint16(at + 20, true);
    } else if (id === 'data') {
      if (!format || format.channels === 0 || format.sampleRate === 0 || frameSize === 0) throw new RmError('RM4202', `${name} has a WAV header that makes no sense.`);
      const dataOffset = at + 8;
      // Recorders that cannot go back leave the length open.
      const open = size === 0xffff_ffff || size === 0;
      const dataLength = open ? Math.max(0, fileSize - dataOffset) : size;
      return { ...format, dataOffset, dataLength, duration: dataLength / frameSize / format.sampleRate };
    }
    at += 8 + size + (size % 2);
  }
  if (at >= fileSize) throw new RmError('RM4204', `${name} ends before its samples begin.`);
  return undefined;
}

/** @throws {RmError} RM4204 when the file is shorter than its header promises. */
export function checkWavLength({ dataOffset, dataLength }: WavHeader, fileSize: number, name = 'The file'): void {
  const missing = dataOffset + dataLength - fileSize;
  // A last odd byte is left out by some writers.
  if (missing > 1) throw new RmError('RM4204', `${name} is cut off: ${missing} of ${dataLength} bytes of sound are missing.`);
}

/** Samples of a WAV file at its own rate, without the browser's decoder; undefined for encodings that need it. */
export function decodeWav(header: WavHeader, file: Uint8Array): AudioItem | undefined {
  const { encoding, bitsPerSample, channels, sampleRate, dataOffset } = header;
  const read = reader(encoding, bitsPerSample);
  if (!read) return undefined;
  const size = bitsPerSample / 8;
  const length = Math.min(header.dataLength, file.length - dataOffset);
  const count = Math.floor(length / (size * channels)) * channels;
  const view = new DataView(file.buffer, file.byteOffset + dataOffset, count * size);
  const samples = new Float32Array(count);
  for (let index = 0; index < count; index += 1) samples[index] = read(view, index * size);
  return { kind: 'audio', samples, sampleRate, channels };
}

type Reader = (view: DataView, at: number) => number;

function reader(encoding: number, bits: number): Reader | undefined {
  if (encoding === 1) {
    if (bits === 8) return (view, at) => (view.getUint8(at) - 128) / 128;
    if (bits === 16) return (view, at) => view.getInt16(at, true) / 32_768;
    if (bits === 24) return (view, at) => (view.getUint16(at, true) | (view.getInt8(at + 2) << 16)) / 8_388_608;
    if (bits === 32) return (view, at) => view.getInt32(at, true) / 2_147_483_648;
  }
  if (encoding === 3) {
    if (bits === 32) return (view, at) => view.getFloat32(at, true);
    if (bits === 64) return (view, at) => view.getFloat64(at, true);
  }
  return undefined;
}

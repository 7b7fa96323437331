/** WAV files for tests. */
export interface WavOptions {
  sampleRate?: number;
  channels?: number;
  bits?: number;
  encoding?: number;
  /** Bytes the header promises; by default those that are there. */
  promised?: number;
  extensible?: boolean;
  /** Bytes of a chunk in front of the samples. */
  before?: number;
}

/** A header for samples that may not be there. */
export function wavHeader(length: number, { sampleRate = 16_000, channels = 1, bits = 16, encoding = 1, promised = length, extensible = false, before = 0 }: WavOptions = {}): Uint8Array<ArrayBuffer> {
  const format = extensible ? 40 : 16;
  const extra = before > 0 ? 8 + before + (before % 2) : 0;
  const bytes = new Uint8Array(12 + extra + 8 + format + 8);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string): void => void new TextEncoder().encodeInto(value, bytes.subarray(at));
  text(0, 'RIFF');
  view.setUint32(4, Math.min(2 ** 32 - 1, bytes.length - 8 + promised), true);
  text(8, 'WAVE');
  let at = 12;
  if (before > 0) {
    text(at, 'LIST');
    view.setUint32(at + 4, before, true);
    at += extra;
  }
  text(at, 'fmt ');
  view.setUint32(at + 4, format, true);
  view.setUint16(at + 8, extensible ? 0xfffe : encoding, true);
  view.setUint16(at + 10, channels, true);
  view.setUint32(at + 12, sampleRate, true);
  view.setUint32(at + 16, (sampleRate * channels * bits) / 8, true);
  view.setUint16(at + 20, (channels * bits) / 8, true);
  view.setUint16(at + 22, bits, true);
  if (extensible) view.setUint16(at + 32, encoding, true);
  at += 8 + format;
  text(at, 'data');
  view.setUint32(at + 4, promised, true);
  return bytes;
}

/** A file of the samples given, from -1 to 1. */
export function wavFile(samples: number[], options: WavOptions = {}): Blob {
  const { bits = 16, encoding = 1 } = options;
  const size = bits / 8;
  const view = new DataView(new ArrayBuffer(samples.length * size));
  samples.forEach((sample, index) => {
    const at = index * size;
    if (encoding === 3) return bits === 32 ? view.setFloat32(at, sample, true) : view.setFloat64(at, sample, true);
    if (bits === 8) return view.setUint8(at, Math.round(sample * 128) + 128);
    const value = Math.round(sample * 2 ** (bits - 1));
    if (bits === 16) return view.setInt16(at, value, true);
    if (bits === 32) return view.setInt32(at, value, true);
    view.setUint16(at, value & 0xffff, true);
    view.setInt8(at + 2, value >> 16);
  });
  return new Blob([wavHeader(view.byteLength, options), view]);
}

/** A file that says it is this long (seconds), without its samples: bytes that are never read cost nothing. */
export function longWav(seconds: number, options: WavOptions = {}): Blob {
  const { sampleRate = 16_000, channels = 1, bits = 16 } = options;
  const length = (seconds * sampleRate * channels * bits) / 8;
  const part = new Uint8Array(1 << 20);
  const parts: BlobPart[] = [wavHeader(length, options)];
  for (let left = length; left > 0; left -= part.length) parts.push(left < part.length ? part.subarray(0, left) : part);
  return new Blob(parts);
}

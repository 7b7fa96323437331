/** What the first bytes of a file say about it. */
export interface SoundFile {
  /** Name of the format, for messages. */
  format: string;
  /** False for files that are known to be something else. */
  audio: boolean;
  /** Hz, when the start of the file tells. */
  sampleRate?: number;
  channels?: number;
  /** Seconds, when the start of the file tells. */
  duration?: number;
}

const marks: [audio: boolean, format: string, offset: number, ...marks: string[]][] = [
  [true, 'WAV', 8, 'WAVE'],
  [true, 'Ogg', 0, 'OggS'],
  [true, 'FLAC', 0, 'fLaC'],
  [true, 'MP3', 0, 'ID3'],
  [true, 'MP4', 4, 'ftyp'],
  [true, 'WebM', 0, '\x1A\x45\xDF\xA3'],
  [true, 'AIFF', 8, 'AIFF', 'AIFC'],
  [true, 'CAF', 0, 'caff'],
  [true, 'AMR', 0, '#!AMR'],
  [false, 'PNG image', 0, '\x89PNG'],
  [false, 'JPEG image', 0, '\xFF\xD8\xFF'],
  [false, 'GIF image', 0, 'GIF8'],
  [false, 'WebP image', 8, 'WEBP'],
  [false, 'PDF document', 0, '%PDF'],
  [false, 'ZIP archive', 0, 'PK\x03\x04'],
  [false, 'MIDI file, which holds notes and no sound', 0, 'MThd'],
  [false, 'web page', 0, '<!DOCTYPE', '<!doctype', '<html', '<?xml'],
  [false, 'WebAssembly module', 0, '\0asm'],
];

/** Recognises a file by its first bytes (some kilobytes); undefined when they say nothing. */
export function sniff(bytes: Uint8Array): SoundFile | undefined {
  const text = (offset: number, length: number): string => String.fromCharCode(...bytes.subarray(offset, offset + length));
  for (const [audio, format, offset, ...candidates] of marks) {
    if (!candidates.some((mark) => text(offset, mark.length) === mark)) continue;
    return { format, audio, ...(format === 'FLAC' ? flac(bytes) : format === 'Ogg' ? ogg(bytes) : format === 'MP3' ? mp3(bytes, id3Length(bytes)) : {}) };
  }
  // Frames without a header in front: 11 set bits; layer 0 is ADTS.
  if (bytes.length > 4 && bytes[0] === 0xff && (bytes[1]! & 0xe0) === 0xe0) {
    const layer = (bytes[1]! >> 1) & 3;
    return layer === 0 ? { format: 'AAC', audio: true } : { format: 'MP3', audio: true, ...mp3(bytes, 0) };
  }
  return undefined;
}

/** STREAMINFO: rate in 20 bits, channels in 3, total samples in 36. */
function flac(bytes: Uint8Array): Partial<SoundFile> {
  if (bytes.length < 26) return {};
  const sampleRate = (bytes[18]! << 12) | (bytes[19]! << 4) | (bytes[20]! >> 4);
  const channels = ((bytes[20]! >> 1) & 7) + 1;
  const total = (bytes[21]! & 15) * 2 ** 32 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(22);
  if (sampleRate === 0) return {};
  return { sampleRate, channels, ...(total > 0 && { duration: total / sampleRate }) };
}

/** The first page holds the head of the codec. */
function ogg(bytes: Uint8Array): Partial<SoundFile> {
  const start = 27 + (bytes[26] ?? 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = String.fromCharCode(...bytes.subarray(start, start + 8));
  if (head.startsWith('OpusHead')) return { sampleRate: 48_000, channels: bytes[start + 9] ?? 2 };
  if (head.slice(1, 7) === 'vorbis' && bytes.length >= start + 16) return { channels: bytes[start + 11]!, sampleRate: view.getUint32(start + 12, true) };
  return {};
}

function id3Length(bytes: Uint8Array): number {
  if (bytes.length < 10) return 0;
  return 10 + ((bytes[6]! << 21) | (bytes[7]! << 14) | (bytes[8]! << 7) | bytes[9]!);
}

/** The first frame's header; nothing when it lies behind the bytes at hand (a picture in the ID3 tag). */
function mp3(bytes: Uint8Array, start: number): Partial<SoundFile> {
  for (let at = start; at + 3 < bytes.length && at < start + 4096; at += 1) {
    if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) continue;
    const version = (bytes[at + 1]! >> 3) & 3;
    const index = (bytes[at + 2]! >> 2) & 3;
    if (version === 1 || index === 3) continue;
    const sampleRate = [44_100, 48_000, 32_000][index]! / (version === 3 ? 1 : version === 2 ? 2 : 4);
    return { sampleRate, channels: bytes[at + 3]! >> 6 === 3 ? 1 : 2 };
  }
  return {};
}

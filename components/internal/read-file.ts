import { RmError, decodeAudio, type Item } from '../../core/index.js';
import { readBytes, type ReadProgress } from '../../core/audio/read-bytes.js';

export interface ReadOptions {
  /** Hz the audio is wanted at; without it, the file's own rate where the browser tells it. */
  sampleRate?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told as the file is read, and when it begins to be decoded. */
  onProgress?: ReadProgress | undefined;
}

/**
 * A file as an item: audio as float32 samples, text as a string, JSON as its value, anything else as bytes. The name's ending
 * counts when the system did not tell a type.
 *
 * @throws RmError RM42xx when the file is empty, cannot be read, or is not what its type says.
 */
export async function readFile(file: File, options: ReadOptions = {}): Promise<Item> {
  if (file.size === 0) throw new RmError('RM4201', `“${file.name}” is empty (0 bytes).`);
  const type = file.type.split(';')[0] || byEnding(file.name);
  if (type.startsWith('audio/') || type.startsWith('video/')) return decodeAudio(file, { ...options, name: file.name });
  const bytes = await readBytes(file, { ...options, what: `“${file.name}”` });
  const text = (): string => new TextDecoder().decode(bytes);
  if (type === 'application/json' || type.endsWith('+json')) return JSON.parse(text()) as Item;
  return type.startsWith('text/') ? text() : bytes;
}

const endings: Record<string, string> = { json: 'application/json', txt: 'text/plain', csv: 'text/csv', md: 'text/markdown' };
for (const ending of ['wav', 'mp3', 'm4a', 'aac', 'flac', 'ogg', 'oga', 'opus', 'weba', 'webm', 'mp4']) endings[ending] = `audio/${ending}`;

const byEnding = (name: string): string => endings[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''] ?? '';

/** Whether a file passes an `accept` list, by the rules of a native file input. */
export function accepts(accept: string, file: File): boolean {
  const wanted = accept.split(',').map((part) => part.trim().toLowerCase());
  if (wanted.every((part) => part === '')) return true;
  const type = (file.type || byEnding(file.name)).toLowerCase();
  const name = file.name.toLowerCase();
  return wanted.some((part) => {
    if (part.startsWith('.')) return name.endsWith(part);
    return part.endsWith('/*') ? type.startsWith(part.slice(0, -1)) : part !== '' && type === part;
  });
}

import type { TensorItem } from '../../core/index.js';

/** Most pixels that are drawn of a tensor. */
const MOST_PIXELS = 2 ** 26;

const starts = (bytes: Uint8Array, at: number, text: string): boolean => bytes.length >= at + text.length && [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));

/**
 * The type of an encoded image by its first bytes: PNG, JPEG, GIF, WebP or AVIF; undefined for everything else. SVG is none of them: it
 * is a document that may load and run things.
 */
export function imageType(bytes: Uint8Array): string | undefined {
  if (starts(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (starts(bytes, 0, '\xff\xd8\xff')) return 'image/jpeg';
  if (starts(bytes, 0, 'GIF87a') || starts(bytes, 0, 'GIF89a')) return 'image/gif';
  if (starts(bytes, 0, 'RIFF') && starts(bytes, 8, 'WEBP')) return 'image/webp';
  if (starts(bytes, 4, 'ftypavif') || starts(bytes, 4, 'ftypavis')) return 'image/avif';
  return undefined;
}

const channelsOf = ({ shape }: TensorItem): number => shape[2] ?? 1;

/** Whether a tensor can be drawn: uint8, height × width, with 1 (grey), 3 (RGB) or 4 (RGBA) channels or none of its own. */
export function isPixels(tensor: TensorItem): boolean {
  const { dtype, shape, data } = tensor;
  const [height = 0, width = 0] = shape;
  const channels = channelsOf(tensor);
  if (dtype !== 'uint8' || shape.length < 2 || shape.length > 3 || ![1, 3, 4].includes(channels)) return false;
  return height > 0 && width > 0 && height * width <= MOST_PIXELS && data.length === height * width * channels;
}

/** Whether it can hardly be anything but an image: of colours, and no strip. */
export const looksLikePixels = (tensor: TensorItem): boolean => tensor.shape.length === 3 && channelsOf(tensor) > 1 && Math.min(tensor.shape[0]!, tensor.shape[1]!) >= 8 && isPixels(tensor);

/** The pixels of a tensor that {@link isPixels}. */
export function pixelsOf(tensor: TensorItem): ImageData {
  const [height, width] = tensor.shape as [number, number];
  const { data } = tensor;
  const channels = channelsOf(tensor);
  const pixels = new ImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 4) {
    const grey = channels === 1;
    pixels.data[to] = data[from]!;
    pixels.data[to + 1] = data[grey ? from : from + 1]!;
    pixels.data[to + 2] = data[grey ? from : from + 2]!;
    pixels.data[to + 3] = channels === 4 ? data[from + 3]! : 255;
  }
  return pixels;
}

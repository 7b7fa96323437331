/**
 * Images on canvases: unlike the address of a blob that needs nothing of the page's `img-src`. Of an animated image the first frame is seen.
 */
import { html, type TemplateResult } from 'lit';
import { isTensor, type TensorItem } from '../../core/index.js';
import { formatBytes } from '../internal/format.js';
import { imageType, pixelsOf } from './image-kinds.js';
import type { texts } from './texts.js';

/** Bytes that are an encoded image, or pixels. */
export type ImageItem = Uint8Array | TensorItem;

/** Longest side of what is drawn; px. What is larger is drawn smaller. */
const LONGEST_SIDE = 4096;

/** The image's own size once it is drawn, px; `failed` when it cannot be. */
const sizes = new WeakMap<HTMLCanvasElement, readonly [width: number, height: number] | 'failed'>();

/** A canvas on which an image will be drawn. */
export function canvasOf(item: ImageItem, drawn: () => void): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('part', 'image');
  canvas.setAttribute('role', 'img');
  draw(item, canvas).then(
    (size) => sizes.set(canvas, size),
    // Damaged, cut off, of a kind this browser does not know, or too large for it.
    () => sizes.set(canvas, 'failed'),
  ).finally(drawn);
  return canvas;
}

async function draw(item: ImageItem, canvas: HTMLCanvasElement): Promise<readonly [number, number]> {
  const bitmap = await createImageBitmap(isTensor(item) ? pixelsOf(item) : new Blob([item as Uint8Array<ArrayBuffer>], { type: imageType(item)! }));
  const { width, height } = bitmap;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return [width, height];
}

/** An image with its size, its type and its bytes. */
export function figure(item: ImageItem, canvas: HTMLCanvasElement, label: string, words: typeof texts, locale: string | undefined): TemplateResult {
  const size = sizes.get(canvas);
  if (size === 'failed') return html`<p part="note" class="note">${words.unfit('image')}</p>`;
  const pixels = size?.join(' × ');
  canvas.setAttribute('aria-label', pixels ? words.image(label, pixels) : label);
  const facts = isTensor(item) ? [words.shape(item.dtype, item.shape.join(' × '))] : [pixels, imageType(item)?.slice(6).toUpperCase(), formatBytes(item.byteLength, locale)];
  return html`<figure>${canvas}<figcaption class="note">${facts.filter(Boolean).join(' · ')}</figcaption></figure>`;
}

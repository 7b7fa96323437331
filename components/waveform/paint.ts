/** What the modes of a waveform look like. All draw from left to right; the caller mirrors the canvas where text runs the other way. */
import { Spectrum } from '../../core/audio/fft.js';
import { loudness } from '../internal/loudness.js';

export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  /** CSS px; the canvas is scaled for the screen. */
  readonly width: number;
  readonly height: number;
  readonly sound: string;
  readonly accent: string;
  readonly ground: string;
}

/** A bar and the room to the next; px. */
export const pitch = 4;
const thickness = 3;
/** Columns of a spectrogram are so wide; px. */
export const column = 2;
/** Silence is a line, so that one sees that it is drawn; px. */
const least = 1;

export function clear({ context, width, height, ground }: Sheet): void {
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
}

/** Magnitudes (full scale is 1), the last at the end; those before `played` of the width in the accent. */
export function paintWave(sheet: Sheet, magnitudes: ArrayLike<number>, played = 0): void {
  const { context, width, height, sound, accent } = sheet;
  const first = Math.ceil(width / pitch) - magnitudes.length;
  for (let index = 0; index < magnitudes.length; index += 1) {
    const at = (first + index) * pitch;
    const length = Math.max(least, loudness(magnitudes[index]!) * (height - 4));
    context.fillStyle = at < played * width ? accent : sound;
    context.fillRect(at, (height - length) / 2, thickness, length);
  }
}

/** Values from 0 to 1 as bars over the whole width. */
export function paintBars({ context, width, height, accent }: Sheet, values: ArrayLike<number>): void {
  const room = width / Math.max(1, values.length);
  context.fillStyle = accent;
  for (let index = 0; index < values.length; index += 1) {
    const length = Math.max(least, values[index]! * (height - 4));
    context.fillRect(index * room + room * 0.15, height - length - 2, room * 0.7, length);
  }
}

/** Stretches of a recording that are set off, as shares of the width. */
export function paintRegions({ context, width, height, accent }: Sheet, regions: readonly (readonly [number, number])[]): void {
  context.fillStyle = accent;
  context.globalAlpha = 0.18;
  for (const [from, to] of regions) context.fillRect(from * width, 0, Math.max(1, (to - from) * width), height);
  context.globalAlpha = 1;
}

/** One moment of a spectrogram, low frequencies at the bottom; values from 0 to 1. */
export function paintColumn({ context, height, accent, ground }: Sheet, x: number, values: ArrayLike<number>): void {
  const rows = Math.min(values.length, Math.ceil(height));
  const tall = height / rows;
  context.fillStyle = ground;
  context.fillRect(x, 0, column, height);
  context.fillStyle = accent;
  for (let row = 0; row < rows; row += 1) {
    const value = values[Math.floor((row / rows) ** 1.6 * values.length)]!;
    if (value < 0.04) continue;
    context.globalAlpha = value;
    context.fillRect(x, height - (row + 1) * tall, column, tall + 0.5);
  }
  context.globalAlpha = 1;
}

/** A whole recording as a spectrogram, in slices so that the page stays alive. Ends early when the signal does. */
export async function paintSpectrogram(sheet: Sheet, samples: Float32Array, signal: AbortSignal): Promise<void> {
  const spectrum = new Spectrum(512);
  const values = new Float32Array(256);
  const columns = Math.ceil(sheet.width / column);
  let paused = performance.now();
  for (let index = 0; index < columns; index += 1) {
    const magnitudes = spectrum.of(samples, Math.floor((index / columns) * Math.max(0, samples.length - 512)));
    for (let bin = 0; bin < values.length; bin += 1) values[bin] = loudness(magnitudes[bin]!);
    paintColumn(sheet, index * column, values);
    if (performance.now() - paused < 12) continue;
    await new Promise((done) => setTimeout(done));
    if (signal.aborted) return;
    paused = performance.now();
  }
}

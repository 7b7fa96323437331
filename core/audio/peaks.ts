import type { AudioItem } from '../wire/items.js';

/** Largest magnitude of each of so many equal stretches of a sound, over all channels; full scale is 1. */
export function peaksOf({ samples, channels }: AudioItem, count: number): Float32Array {
  const peaks = new Float32Array(Math.max(0, Math.floor(count)));
  const frames = Math.floor(samples.length / channels);
  for (let index = 0; index < peaks.length; index += 1) {
    const from = Math.floor((index * frames) / peaks.length);
    // Where there are more stretches than frames, neighbours share one.
    const to = Math.max(from + 1, Math.floor(((index + 1) * frames) / peaks.length));
    let peak = 0;
    for (let at = from * channels; at < Math.min(to, frames) * channels; at += 1) {
      const magnitude = Math.abs(samples[at]!);
      // Not a number is no peak.
      if (magnitude > peak) peak = magnitude;
    }
    peaks[index] = peak;
  }
  return peaks;
}

/** One channel that is the mean of all. */
export function mixDown({ samples, channels }: AudioItem): Float32Array {
  if (channels === 1) return samples;
  const mixed = new Float32Array(Math.floor(samples.length / channels));
  for (let frame = 0; frame < mixed.length; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += samples[frame * channels + channel]!;
    mixed[frame] = sum / channels;
  }
  return mixed;
}

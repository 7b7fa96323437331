/** What the element tests share. */
import { loadTexts } from '../../core/index.js';

/** Waits until a condition holds; throws with its text after a time; ms. */
export async function until(condition: () => unknown, what: string, limit = 10_000): Promise<void> {
  const end = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** Collects `console.error` lines while `action` runs, and keeps them off the console. */
export async function consoleErrors(action: () => unknown): Promise<string[]> {
  const lines: string[] = [];
  const original = console.error;
  console.error = (...parts: unknown[]) => void lines.push(parts.map(String).join(' '));
  try {
    await action();
    // Lines are written once their words are there.
    await Promise.all([loadTexts(), import('./report.js')]);
    await new Promise((done) => setTimeout(done, 20));
  } finally {
    console.error = original;
  }
  return lines;
}

/** A WAV file of 16-bit samples; a sine where nothing else is asked for. */
export function wav({ seconds = 0.5, rate = 16000, channels = 1, name = 'tone.wav' } = {}): File {
  const frames = Math.round(seconds * rate);
  const bytes = new DataView(new ArrayBuffer(44 + frames * channels * 2));
  const text = (at: number, value: string) => [...value].forEach((letter, index) => bytes.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, 36 + frames * channels * 2, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, channels, true);
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate * channels * 2, true);
  bytes.setUint16(32, channels * 2, true);
  bytes.setUint16(34, 16, true);
  text(36, 'data');
  bytes.setUint32(40, frames * channels * 2, true);
  for (let frame = 0; frame < frames; frame += 1) {
    const value = Math.round(Math.sin((frame / rate) * 2 * Math.PI * 440) * 16000);
    for (let channel = 0; channel < channels; channel += 1) bytes.setInt16(44 + (frame * channels + channel) * 2, value, true);
  }
  return new File([bytes], name, { type: 'audio/wav' });
}

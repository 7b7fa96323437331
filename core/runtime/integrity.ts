import { RmError } from '../errors.js';

/** The expected hash in lower-case hexadecimal digits. */
export function parseIntegrity(integrity: string): string {
  const text = integrity.trim();
  if (/^[\da-f]{64}$/i.test(text)) return text.toLowerCase();
  const match = /^sha256-([A-Za-z0-9+/_-]{43}=?)$/.exec(text);
  if (!match) throw new RmError('RM1004', `"${integrity}" is no SHA-256: write sha256-… in base64, or 64 hexadecimal digits.`);
  const binary = atob(match[1]!.replace(/-/g, '+').replace(/_/g, '/').replace(/=$/, '') + '=');
  return [...binary].map((character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/** SHA-256 in hexadecimal digits, also on pages that are not served securely and have no crypto.subtle. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = crypto.subtle ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) : sha256Slow(bytes);
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** FIPS 180-4, in plain JavaScript. About 100 ms for 13 MB. */
export function sha256Slow(message: Uint8Array): Uint8Array {
  const k = new Uint32Array(64);
  const h = new Uint32Array(8);
  // The constants are the fractions of the roots of the first primes.
  for (let candidate = 2, found = 0; found < 64; candidate += 1) {
    let prime = true;
    for (let d = 2; d * d <= candidate; d += 1) if (candidate % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) h[found] = fraction(Math.sqrt(candidate));
    k[found] = fraction(Math.cbrt(candidate));
    found += 1;
  }
  const padded = new Uint8Array(((message.length + 8) >> 6) * 64 + 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(padded.length - 4, (message.length << 3) >>> 0);

  const w = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(block + i * 4);
    for (let i = 16; i < 64; i += 1) {
      const a = w[i - 15]!;
      const b = w[i - 2]!;
      const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
      const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
    }
    const state = h.slice();
    for (let i = 0; i < 64; i += 1) {
      const [a, b, c, d, e, f, g, last] = state as unknown as [number, number, number, number, number, number, number, number];
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = last + s1 + ((e & f) ^ (~e & g)) + k[i]! + w[i]!;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      state.set([t1 + t2, a, b, c, d + t1, e, f, g]);
    }
    for (let i = 0; i < 8; i += 1) h[i]! += state[i]!;
  }
  const digest = new DataView(new ArrayBuffer(32));
  h.forEach((word, index) => digest.setUint32(index * 4, word));
  return new Uint8Array(digest.buffer);
}

const fraction = (value: number): number => Math.floor((value - Math.floor(value)) * 2 ** 32);
const rotate = (word: number, count: number): number => (word >>> count) | (word << (32 - count));

/** Feeds damaged copies of valid inputs to a parser, reproducibly, until the time is up. */

const variable = (name: string, otherwise: number): number => {
  const text = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env[name];
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isFinite(value)) throw new Error(`${name}=${text} is no number`);
  return value;
};

/** Any input of some kilobytes is read within this time; ms. A page would stutter long before. */
const longest = 1000;

/** Reproducible numbers from 0 to 1. */
export function randomizer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const tokens = ['ffffffff', '00000000', 'ffffffff0f', 'ffffff7f', 'ffffffffffffffffff01', '8080808080808080808080', '0b0b0b0b', '7fffffff', '80000000'].map((hex) =>
  Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16)),
);

const splice = (bytes: Uint8Array, from: number, to: number, part: Uint8Array): Uint8Array => {
  const result = new Uint8Array(bytes.length - (to - from) + part.length);
  result.set(bytes.subarray(0, from));
  result.set(part, from);
  result.set(bytes.subarray(to), from + part.length);
  return result;
};

function mutate(random: () => number, seeds: Uint8Array[]): Uint8Array {
  const pick = (limit: number): number => Math.floor(random() * limit);
  const some = (bytes: Uint8Array): [number, number] => {
    const from = pick(bytes.length + 1);
    return [from, from + pick(Math.min(64, bytes.length - from) + 1)];
  };
  let bytes: Uint8Array = seeds[pick(seeds.length)]!.slice();
  for (let left = 1 + pick(6); left > 0 && bytes.length > 0 && bytes.length < 65_536; left -= 1) {
    const at = pick(bytes.length);
    switch (pick(8)) {
      case 0: bytes[at]! ^= 1 << pick(8); break;
      case 1: bytes[at] = pick(256); break;
      case 2: bytes = bytes.slice(0, at); break;
      case 3: {
        const chunk = bytes.slice(...some(bytes));
        for (let times = 1 + pick(20); times > 0; times -= 1) bytes = splice(bytes, at, at, chunk);
        break;
      }
      case 4: {
        const token = tokens[pick(tokens.length)]!;
        bytes = splice(bytes, at, Math.min(bytes.length, at + pick(token.length + 1)), token);
        break;
      }
      case 5: bytes = splice(bytes, ...some(bytes), new Uint8Array()); break;
      case 6: {
        const other = seeds[pick(seeds.length)]!;
        bytes = splice(bytes, ...some(bytes), other.subarray(...some(other)));
        break;
      }
      default: bytes[at]! += random() < 0.5 ? 1 : 255;
    }
  }
  return bytes;
}

/**
 * @param parse returns true for a value, false for an error of the expected kind, and throws whatever must not happen.
 *   RM_FUZZ_SECONDS is its time, RM_FUZZ_SEED repeats a run.
 */
export function fuzz(target: string, seeds: Uint8Array[], parse: (bytes: Uint8Array) => boolean): void {
  const seed = variable('RM_FUZZ_SEED', 1);
  const random = randomizer(seed);
  for (const bytes of seeds) if (!parse(bytes.slice())) throw new Error(`a seed of ${target} is not valid`);
  const end = performance.now() + 1000 * variable('RM_FUZZ_SECONDS', 3);
  let [runs, accepted] = [0, 0];
  while (performance.now() < end) {
    const bytes = mutate(random, seeds);
    const shown = (): string => `${target}, RM_FUZZ_SEED=${seed}, run ${runs}: ${Array.from(bytes.subarray(0, 2000), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    const started = performance.now();
    try {
      if (parse(bytes)) accepted += 1;
    } catch (cause) {
      throw new Error(`${String(cause)}: ${shown()}`, { cause });
    }
    if (performance.now() - started > longest) throw new Error(`took too long: ${shown()}`);
    runs += 1;
  }
  console.log(`${target}: ${runs} inputs, ${accepted} of them valid`);
  // Else the mutations are too coarse or too fine to try anything.
  if (runs < 100 || accepted === 0 || accepted === runs) throw new Error(`${target}: ${accepted} of ${runs} valid`);
}

/**
 * `remotemedia.iife.js`: the kit for a classic script tag, also with `async` or `defer`. It imports `remotemedia.js` from beside itself
 * instead of holding a second copy of it: pages that have both, or two of these, run one kit.
 */
import { baseOf, bring, tell, untell, type BootError } from './boot.js';

const base = baseOf('remotemedia.iife.js');
const waiting = (): Element[] => [...document.querySelectorAll(':not(:defined)')].filter(({ localName }) => localName.startsWith('rm-'));

async function start(): Promise<void> {
  try {
    await bring(new URL('remotemedia.js', base));
    untell();
  } catch (error) {
    const told = (): void => tell(error as BootError, 'remotemedia.iife.js', waiting());
    // The elements may stand below the script.
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', told);
    else told();
    addEventListener('online', () => void start(), { once: true });
  }
}

if (base) void start();
else console.error('RM1001 in remotemedia.iife.js: it cannot tell where it came from. Put data-rm-base="https://…/" on its script tag.');

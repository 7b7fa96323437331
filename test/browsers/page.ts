/** What the page of firefox.test.ts runs: put together by esbuild, beside worker.js. */
import { improperEnds } from '../../core/runtime/testing/recursion.js';

Object.assign(globalThis, {
  recursion: async () => improperEnds(await (await fetch('recursion.py')).text(), 'worker'),
});

import { expect } from '@open-wc/testing';
import { decodeAudio } from '../audio/decode.js';
import { speechIn } from './testing/speech.js';

it('the worker fetches the weights of SileroVAD, and hears where speech begins', async function () {
  this.timeout(60_000);
  const recording = await decodeAudio(await (await fetch(new URL('../../docs/media/speech.wav', import.meta.url))).blob());
  const events = await speechIn(recording, 'SileroVAD', { engine: 'worker' });
  expect(events[0]!.type).to.equal('speech_start');
  expect(events[0]!.time).to.be.within(0.45, 1.5);
  expect(performance.getEntriesByName(new URL('../../wasm/models/silero_vad.bin', import.meta.url).href), 'the page itself fetches nothing').to.have.length(0);
});

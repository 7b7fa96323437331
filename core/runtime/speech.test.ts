import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeAudio } from '../audio/decode.js';
import { speechIn } from './testing/speech.js';

describe('speech in a recording, in Node', () => {
  for (const nodeType of ['EnergyVAD', 'SileroVAD'] as const) {
    test(nodeType, async () => {
      const recording = await decodeAudio(await openAsBlob(fileURLToPath(new URL('../../docs/media/speech.wav', import.meta.url))));
      const events = await speechIn(recording, nodeType, 'inline');
      assert.deepEqual([events[0]!.type, events.at(-1)!.type], ['speech_start', 'speech_end']);
      // Half a second of silence comes before the recording.
      assert.ok(events[0]!.time >= 0.45 && events[0]!.time < 1.5, JSON.stringify(events[0]));
      const total = 0.5 + recording.samples.length / recording.sampleRate;
      assert.ok(events.every(({ time }, index) => time <= total + 1e-6 && (index === 0 || time >= events[index - 1]!.time)), JSON.stringify(events));
    });
  }
});

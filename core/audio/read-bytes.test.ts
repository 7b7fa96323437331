import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAudio } from './decode.js';
import { readBytes } from './read-bytes.js';
import { longWav, wavFile } from './testing/wav-file.js';

const MB = 2 ** 20;
const file = (size: number): Blob => new Blob([Uint8Array.from({ length: size }, (_, index) => index % 251)]);

test('a file is read by and by, whole, where somebody listens', async () => {
  for (const size of [1, 4 * MB, 9 * MB + 5]) {
    const heard: number[] = [];
    const bytes = await readBytes(file(size), { what: 'x', onProgress: (loaded, stage) => heard.push(stage === 'read' ? loaded : NaN) });
    assert.deepEqual(heard, [0, ...[4 * MB, 8 * MB].filter((at) => at < size), size]);
    assert.equal(bytes.length, size);
    assert.equal(bytes[size - 1], (size - 1) % 251);
    assert.deepEqual(bytes, await readBytes(file(size), { what: 'x' }));
  }
  assert.equal((await readBytes(new Blob([]), { what: 'x', onProgress: () => {} })).length, 0);
});

test('reading ends when it is cancelled, before the next part', async () => {
  const control = new AbortController();
  const heard: number[] = [];
  const reading = readBytes(file(9 * MB), {
    what: 'x',
    signal: control.signal,
    onProgress: (loaded) => {
      heard.push(loaded);
      if (loaded > 0) control.abort();
    },
  });
  await assert.rejects(reading, { code: 'RM2304' });
  assert.deepEqual(heard, [0, 4 * MB]);
});

test('a file that vanishes while it is read', async () => {
  const whole = file(9 * MB);
  let parts = 0;
  whole.slice = (...range) => {
    parts += 1;
    if (parts > 1) return { arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) } as unknown as Blob;
    return Blob.prototype.slice.apply(whole, range);
  };
  await assert.rejects(readBytes(whole, { what: '“x.wav”', onProgress: () => {} }), { code: 'RM4205', message: /“x.wav” cannot be read: gone/ });
});

test('decoding tells how far the file is read, then that it is decoded', async () => {
  const heard: string[] = [];
  const sound = wavFile([0, 0.5, -0.5]);
  await decodeAudio(sound, { onProgress: (loaded, stage) => heard.push(`${stage} ${loaded}`) });
  assert.deepEqual(heard, ['read 0', `read ${sound.size}`, `decode ${sound.size}`]);
  heard.length = 0;
  await assert.rejects(decodeAudio(longWav(3 * 3600, { sampleRate: 8000, bits: 8 }), { onProgress: (loaded, stage) => heard.push(`${stage} ${loaded}`) }), { code: 'RM4203' });
  assert.deepEqual(heard, []);
});

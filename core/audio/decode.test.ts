import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAudio } from './decode.js';
import { sniff } from './sniff.js';
import { wavFile, wavHeader } from './testing/wav-file.js';

const samples = [0, 0.5, -0.5, 0.25, -1, 0];
const near = (actual: Float32Array, expected: number[], tolerance: number): void => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, index) => assert.ok(Math.abs(actual[index]! - value) <= tolerance, `${index}: ${actual[index]} for ${value}`));
};

for (const [encoding, bits, tolerance] of [[1, 8, 0.005], [1, 16, 1e-4], [1, 24, 1e-6], [1, 32, 1e-7], [3, 32, 0], [3, 64, 0]] as const) {
  for (const extensible of [false, true]) {
    test(`WAV: ${bits} bits, encoding ${encoding}${extensible ? ', extensible' : ''}`, async () => {
      const audio = await decodeAudio(wavFile(samples, { encoding, bits, channels: 2, sampleRate: 44_100, extensible, before: 7 }));
      assert.deepEqual([audio.kind, audio.channels, audio.sampleRate], ['audio', 2, 44_100]);
      near(audio.samples, samples, tolerance);
    });
  }
}

test('WAV: a length that was left open is that of the file', async () => {
  for (const promised of [0, 0xffff_ffff]) near((await decodeAudio(wavFile(samples, { promised }))).samples, samples, 1e-4);
});

const coded = async (file: Blob, code: string, message: RegExp, options = {}): Promise<void> => {
  await assert.rejects(decodeAudio(file, options), { name: 'RmError', code, message });
};

test('coded: an empty file', () => coded(new Blob([]), 'RM4201', /“x.wav” is empty/, { name: 'x.wav' }));

test('coded: a picture under another name', async () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  await coded(new File([png], 'speech.wav', { type: 'audio/wav' }), 'RM4202', /“speech.wav” is a PNG image/);
});

for (const [what, text] of [['a web page', '<!doctype html><p>Not found</p>'], ['a PDF', '%PDF-1.7'], ['an archive', 'PK\x03\x04rest'], ['plain text', 'hello'], ['MIDI', 'MThd\0\0\0\x06']] as const) {
  test(`coded: ${what}`, () => coded(new Blob([text]), 'RM4202', /is a|cannot be decoded/));
}

test('coded: cut off in its samples, and in its head', async () => {
  await coded(wavFile(samples, { promised: 1000 }), 'RM4204', /988 of 1000 bytes of sound are missing/);
  await coded(wavFile(samples).slice(0, 30), 'RM4204', /ends before/);
  await coded(wavFile(samples).slice(0, 44), 'RM4204', /12 of 12 bytes/);
});

test('coded: a header without sense', () => coded(wavFile(samples, { channels: 0 }), 'RM4202', /no sense/));

test('coded: three hours, before a byte of sound is read', async () => {
  const bytes = 3 * 3600 * 16_000 * 2;
  await coded(new Blob([wavHeader(bytes)]), 'RM4203', /3:00:00 h long; at most 2:00:00 h/);
  await coded(new Blob([wavHeader(bytes / 3)]), 'RM4203', /1:00:00 h long; at most 0:30:00 h/, { maxDuration: 1800 });
});

test('coded: too many samples for the memory', () => coded(new Blob([wavHeader(3600 * 48_000 * 4, { channels: 2, sampleRate: 48_000 })]), 'RM4203', /fit into memory/));

test('coded: a file that vanished', async () => {
  const gone = { size: 10, slice: () => gone, arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) } as unknown as Blob;
  await coded(gone, 'RM4205', /cannot be read: gone/);
});

test('coded: cancelled', () => coded(wavFile(samples), 'RM2304', /./, { signal: AbortSignal.abort() }));

test('coded: another rate, without a browser', () => coded(wavFile(samples), 'RM4202', /cannot be decoded here at 8000 Hz/, { sampleRate: 8000 }));

test('sniff: formats by their first bytes', () => {
  const of = (text: string) => sniff(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  assert.equal(of('RIFF\0\0\0\0WAVEfmt ')?.format, 'WAV');
  assert.equal(of('RIFF\0\0\0\0WEBP')?.audio, false);
  assert.equal(of('\0\0\0\x20ftypM4A ')?.format, 'MP4');
  assert.equal(of('\xFF\xF1\x50\x80\x00\x1f')?.format, 'AAC');
  assert.equal(of('FORM\0\0\0\0AIFF')?.format, 'AIFF');
  assert.equal(of('hello'), undefined);
  assert.equal(of(''), undefined);
});

test('sniff: any bytes, cut anywhere', () => {
  const starts = ['OggS', 'fLaC', 'ID3', '\xFF\xFB', 'RIFF\0\0\0\0WAVE'];
  for (const start of starts) for (let length = 0; length < 64; length += 1) sniff(Uint8Array.from(start.padEnd(length, '\xFF'), (character) => character.charCodeAt(0)).subarray(0, length));
});

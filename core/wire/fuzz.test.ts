import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { RmError } from '../errors.js';
import { fuzz } from '../testing/fuzz.js';
import { decodeEvent, encodeItem } from './codec.js';
import { AudioBufferSchema, AudioFormat, EnvelopeSchema, Failure_Kind, FailureSchema } from './gen/wire_pb.js';
import { isAudio, isTensor, type Item } from './items.js';

const items: Item[] = [
  'Größe 🎵', { a: [1, -2.5, null, true, { b: 'x' }] }, new Uint8Array([0, 1, 255]),
  { kind: 'audio', samples: new Float32Array([0.5, -0.5, 0.25, 1]), sampleRate: 16_000, channels: 2 },
  { kind: 'tensor', data: new Uint8Array(24), shape: [2, 3], dtype: 'float32' },
];
const failure = create(FailureSchema, {
  kind: Failure_Kind.PYTHON_EXCEPTION, message: 'no', nodeType: 'A', phase: 'process', exception: 'ValueError', line: 3, column: 1, module: 'm',
  frames: [{ module: 'm', function: 'f', line: 3, source: 'raise' }],
});
const audio = create(AudioBufferSchema, { samples: new Uint8Array(8), sampleRate: 8000, channels: 1, format: AudioFormat.I16 });
const seeds = [
  ...items.map((item) => encodeItem(item, 'node')),
  toBinary(EnvelopeSchema, create(EnvelopeSchema, { nodeId: 'n', sequence: 5n, body: { case: 'failure', value: failure } })),
  toBinary(EnvelopeSchema, create(EnvelopeSchema, { body: { case: 'data', value: { dataType: { case: 'audio', value: audio } } } })),
];

/** Bytes a decoded item holds. */
const weight = (item: Item): number => (isAudio(item) ? item.samples.byteLength : isTensor(item) ? item.data.byteLength + item.shape.length * 8 : item instanceof Uint8Array ? item.byteLength : 0);

test('damaged messages give an item or a coded error', () => {
  fuzz('message', seeds, (bytes) => {
    let event;
    try {
      event = decodeEvent(bytes);
    } catch (error) {
      assert.ok(error instanceof RmError && error.code === 'RM2306', String(error));
      return false;
    }
    if (event.kind !== 'output') return true;
    const { item } = event.output;
    // Two-byte samples become four bytes; a shape's length of one byte becomes a number of eight.
    assert.ok(weight(item) <= 8 * bytes.length, `${weight(item)} bytes out of ${bytes.length}`);
    try {
      const again = decodeEvent(encodeItem(item));
      // JSON has no infinity: 1e999 is read as one.
      if (isAudio(item) || isTensor(item) || item instanceof Uint8Array) assert.deepEqual(again.kind === 'output' && again.output.item, item);
    } catch (error) {
      assert.ok(error instanceof RmError && error.code === 'RM2307', String(error));
    }
    return true;
  });
});

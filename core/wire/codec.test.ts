import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomizer } from '../testing/fuzz.js';
import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { RmError } from '../errors.js';
import type { HostAnswer } from '../nodes/types.js';
import { decodeEvent, encodeAnswer, encodeItem, fromDataBuffer, toDataBuffer } from './codec.js';
import {
  AudioBufferSchema,
  AudioFormat,
  DataBufferSchema,
  EnvelopeSchema,
  Failure_Kind,
  FailureSchema,
  TensorBufferSchema,
  TensorDtype,
  VideoFrameSchema,
} from './gen/wire_pb.js';
import { audioDuration, checkItem, isAudio, isTensor, transferables, type AudioItem, type Item } from './items.js';

const audio = (samples: number[], sampleRate = 16_000, channels = 1): AudioItem => ({ kind: 'audio', samples: new Float32Array(samples), sampleRate, channels });
const roundTrip = (item: Item): Item => {
  const event = decodeEvent(encodeItem(item, 'n'));
  assert.equal(event.kind, 'output');
  assert.equal(event.kind === 'output' && event.output.nodeId, 'n');
  return event.kind === 'output' ? event.output.item : null;
};

for (const item of [
  null, true, false, 0, -1.5, 1e300, 2 ** 53 - 1, '', 'plain', 'Größe ☃ 🎵\n\0', [], {}, [1, [2, [3]]], { a: { b: null }, '': 1, __proto__x: 2 },
  new Uint8Array(), new Uint8Array([0, 255, 7]), audio([]), audio([0, 0.5, -1, 1, Number.MIN_VALUE, 3.4e38], 44_100, 2),
  { kind: 'tensor', data: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), shape: [2, 1], dtype: 'float32' },
  { kind: 'tensor', data: new Uint8Array(), shape: [0, 3], dtype: 'int8' },
] as Item[]) {
  test(`round trip: ${JSON.stringify(item)?.slice(0, 60)}`, () => assert.deepEqual(roundTrip(item), item));
}

test('values that only look like audio are JSON', () => {
  assert.deepEqual(roundTrip({ kind: 'audio', samples: [1, 2] }), { kind: 'audio', samples: [1, 2] });
});

test('views of larger buffers send only what they show', () => {
  const all = new Float32Array([9, 1, 2, 9]);
  assert.deepEqual(roundTrip({ ...audio([]), samples: all.subarray(1, 3) }), audio([1, 2]));
  assert.deepEqual(roundTrip(new Uint8Array([9, 1, 9]).subarray(1, 2)), new Uint8Array([1]));
});

test('what is decoded shares no memory with the bytes', () => {
  const bytes = encodeItem(audio([0.25, 0.5]));
  const event = decodeEvent(bytes);
  bytes.fill(255);
  assert.deepEqual(event.kind === 'output' && event.output.item, audio([0.25, 0.5]));
});

test('the bytes are those of the original\u2019s DataBuffer', () => {
  // Field 5 (text) of DataBuffer, field 1 (text_data): the wire text of an independent encoder.
  const buffer = toBinary(DataBufferSchema, toDataBuffer('hi'));
  assert.equal(Buffer.from(buffer).toString('hex'), '2a0b0a0268691205' + Buffer.from('utf-8').toString('hex'));
  const json = toBinary(DataBufferSchema, toDataBuffer({ a: 1 }));
  assert.equal(Buffer.from(json).toString('hex'), '22090a07' + Buffer.from('{"a":1}').toString('hex'));
});

test('audio in whole numbers is scaled to floats', () => {
  const int16 = create(AudioBufferSchema, { samples: new Uint8Array(new Int16Array([0, 16_384, -32_768]).buffer), sampleRate: 8000, channels: 1, format: AudioFormat.I16 });
  assert.deepEqual(fromDataBuffer(create(DataBufferSchema, { dataType: { case: 'audio', value: int16 } })), audio([0, 0.5, -1], 8000));
  const int32 = create(AudioBufferSchema, { samples: new Uint8Array(new Int32Array([2 ** 30, -(2 ** 31)]).buffer), sampleRate: 8000, channels: 2, format: AudioFormat.I32 });
  assert.deepEqual(fromDataBuffer(create(DataBufferSchema, { dataType: { case: 'audio', value: int32 } })), audio([0.5, -1], 8000, 2));
});

test('tensors of the older message are read', () => {
  const value = create(TensorBufferSchema, { data: new Uint8Array([1, 2]), shape: [2n], dtype: TensorDtype.U8 });
  assert.deepEqual(fromDataBuffer(create(DataBufferSchema, { dataType: { case: 'tensor', value } })), { kind: 'tensor', data: new Uint8Array([1, 2]), shape: [2], dtype: 'uint8' });
});

test('buffers that hold nothing, or what has no item', () => {
  const bad = (dataType: any): void => assert.throws(() => fromDataBuffer(create(DataBufferSchema, { dataType })), { code: 'RM2306' });
  bad({ case: undefined });
  bad({ case: 'video', value: create(VideoFrameSchema, {}) });
  bad({ case: 'tensor', value: create(TensorBufferSchema, {}) });
  bad({ case: 'audio', value: create(AudioBufferSchema, { samples: new Uint8Array(3), sampleRate: 1, channels: 1 }) });
  bad({ case: 'audio', value: create(AudioBufferSchema, { samples: new Uint8Array(4), sampleRate: 1, channels: 0 }) });
});

for (const [what, item] of [
  ['undefined', undefined], ['a function', () => 1], ['a big integer', 1n], ['a nested big integer', { a: 1n }],
  ['half a rate', { ...audio([1]), sampleRate: 16_000.5 }], ['no rate', { ...audio([1]), sampleRate: 0 }], ['no channels', { ...audio([1]), channels: 0 }],
  ['an odd sample', audio([1, 2, 3], 8000, 2)], ['a shape with a hole', { kind: 'tensor', data: new Uint8Array(), shape: [-1], dtype: 'int8' }],
  ['no dtype', { kind: 'tensor', data: new Uint8Array(), shape: [0], dtype: '' }],
] as const) {
  test(`cannot be sent: ${what}`, () => assert.throws(() => encodeItem(item as Item), { name: 'RmError', code: 'RM2307' }));
}

test('a value that holds itself cannot be sent', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  assert.throws(() => encodeItem(loop as Item), { code: 'RM2307' });
});

test('failures become coded errors', () => {
  const failure = create(FailureSchema, {
    kind: Failure_Kind.PYTHON_EXCEPTION, message: 'Execution error: no', nodeType: 'A', phase: 'process', exception: 'ValueError',
    frames: [{ module: 'm', function: 'A.process', line: 3, source: 'raise' }],
  });
  const event = decodeEvent(toBinary(EnvelopeSchema, create(EnvelopeSchema, { nodeId: 'a', sequence: 5n, body: { case: 'failure', value: failure } })));
  assert.ok(event.kind === 'failure');
  const { code, message, nodeId, nodeType, sequence, phase, exception, traceback } = event.error;
  assert.deepEqual(
    { code, message, nodeId, nodeType, sequence, phase, exception, traceback },
    {
      code: 'RM3002', message: 'Execution error: no', nodeId: 'a', nodeType: 'A', sequence: 5, phase: 'process', exception: 'ValueError',
      traceback: [{ module: 'm', function: 'A.process', line: 3, source: 'raise' }],
    },
  );
});

test('every kind of failure has a code, also those of a later runtime', () => {
  const codes = new Set<string>();
  for (let kind = 0; kind < 15; kind += 1) {
    const value = create(FailureSchema, { kind, message: 'm' });
    const event = decodeEvent(toBinary(EnvelopeSchema, create(EnvelopeSchema, { body: { case: 'failure', value } })));
    if (event.kind === 'failure') codes.add(event.error.code);
  }
  assert.equal(codes.size, 13);
});

test('random items come back as they were', () => {
  const random = randomizer(1);
  const pick = (limit: number): number => Math.floor(random() * limit);
  const json = (depth: number): any => {
    switch (pick(depth > 3 ? 4 : 6)) {
      case 0: return null;
      case 1: return random() < 0.5;
      case 2: return (random() - 0.5) * 10 ** pick(20);
      case 3: return String.fromCodePoint(...Array.from({ length: pick(8) }, () => [65, 0x20ac, 0x1f3b5, 10][pick(4)]!));
      case 4: return Array.from({ length: pick(5) }, () => json(depth + 1));
      default: return Object.fromEntries(Array.from({ length: pick(5) }, (_, index) => [`k${index}`, json(depth + 1)]));
    }
  };
  for (let round = 0; round < 300; round += 1) {
    const channels = 1 + pick(3);
    const items: Item[] = [json(0), audio(Array.from({ length: channels * pick(50) }, () => Math.fround(random())), 1 + pick(192_000), channels), new Uint8Array(pick(100)).map(() => pick(256))];
    for (const item of items) assert.deepEqual(roundTrip(item), item);
  }
});

test('random bytes give an item or a coded error, never anything else', () => {
  const random = randomizer(2);
  let refused = 0;
  for (let round = 0; round < 5000; round += 1) {
    const bytes = new Uint8Array(Math.floor(random() * 80)).map(() => Math.floor(random() * 256));
    try {
      decodeEvent(bytes);
    } catch (error) {
      refused += 1;
      assert.ok(error instanceof RmError && error.code === 'RM2306', String(error));
    }
  }
  assert.ok(refused > 4000);
});

test('cut and damaged messages give an item or a coded error', () => {
  const random = randomizer(3);
  const whole = [encodeItem(audio([1, 2, 3, 4], 8000, 2), 'node'), encodeItem({ a: [1, 'x'] }), encodeItem('text'), encodeItem({ kind: 'tensor', data: new Uint8Array(8), shape: [2, 4], dtype: 'uint8' })];
  const check = (bytes: Uint8Array): void => {
    try {
      decodeEvent(bytes);
    } catch (error) {
      assert.ok(error instanceof RmError && error.code === 'RM2306', String(error));
    }
  };
  for (const bytes of whole) {
    for (let length = 0; length < bytes.length; length += 1) check(bytes.slice(0, length));
    for (let round = 0; round < 1000; round += 1) {
      const damaged = bytes.slice();
      damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
      check(damaged);
    }
  }
});

test('a length near the end of the address space is refused', () => {
  assert.throws(() => decodeEvent(new Uint8Array([0x22, 0xff, 0xff, 0xff, 0xff, 0x0f])), { code: 'RM2306' });
});

test('envelopes name their node and port', () => {
  const envelope = fromBinary(EnvelopeSchema, encodeItem(1, 'target'));
  assert.deepEqual([envelope.nodeId, envelope.port, envelope.sequence], ['target', '', 0n]);
});

test('helpers of items', () => {
  assert.equal(audioDuration(audio([0, 0, 0, 0], 2, 2)), 1);
  assert.ok(isAudio(audio([])) && !isAudio(null) && !isAudio({ kind: 'audio' }));
  assert.ok(isTensor({ kind: 'tensor', data: new Uint8Array() }) && !isTensor([]));
  const samples = new Float32Array(4);
  assert.deepEqual(transferables([{ ...audio([]), samples }, { ...audio([]), samples }, 'x', null, new Uint8Array(8).subarray(1)]), [samples.buffer]);
  checkItem(null);
});

test('binary values inside an object take their JSON forms', () => {
  const audio = { kind: 'audio' as const, samples: new Float32Array([0.5, -1]), sampleRate: 8000, channels: 2 };
  const tensor = { kind: 'tensor' as const, data: new Uint8Array([1, 2]), shape: [2], dtype: 'uint8' };
  const event = decodeEvent(encodeItem({ a: new Uint8Array([104, 105]), b: [audio], c: tensor } as unknown as Item));
  assert.deepEqual(event.kind === 'output' && event.output.item, {
    a: { __bytes__: true, data: 'aGk=' },
    b: [{ data: [0.5, -1], sample_rate: 8000, channels: 2 }],
    c: { __numpy__: true, array: { data: 'AQI=', meta: { shape: [2], dtype: 'uint8' } } },
  });
  for (const foreign of [new Map(), new Set(), new Float64Array(1), new ArrayBuffer(1)]) {
    assert.throws(() => encodeItem({ foreign } as unknown as Item), { code: 'RM2307', message: new RegExp(foreign.constructor.name) });
  }
});

test('calls of host nodes, with item, flush and abandon', () => {
  const told = (fields: MessageInitShape<typeof EnvelopeSchema>): unknown => decodeEvent(toBinary(EnvelopeSchema, create(EnvelopeSchema, { nodeId: 'h', ...fields })));
  assert.deepEqual(told({ call: 7n, sequence: 3n, startSeconds: 0, endSeconds: 0.5, body: { case: 'data', value: toDataBuffer('word') } }), {
    kind: 'call', call: { call: 7, nodeId: 'h', sequence: 3, item: 'word', start: 0, end: 0.5 },
  });
  assert.deepEqual(told({ call: 8n, body: { case: 'flush', value: {} } }), { kind: 'call', call: { call: 8, nodeId: 'h', sequence: 0, item: undefined } });
  assert.deepEqual(told({ call: 8n, body: { case: 'abandon', value: {} } }), { kind: 'abandon', call: 8 });
});

test('what a host node says to a call', () => {
  const said = (answer: HostAnswer): unknown => {
    const { call, body } = fromBinary(EnvelopeSchema, encodeAnswer(9, answer));
    assert.equal(call, 9n);
    return body.case === 'failure' ? [body.case, body.value.message, body.value.exception] : body.case;
  };
  assert.equal(said({ item: { a: 1 } }), 'data');
  assert.equal(said({ done: true }), 'settled');
  assert.deepEqual(said({ failed: { message: 'no', exception: 'TypeError' } }), ['failure', 'no', 'TypeError']);
  assert.throws(() => encodeAnswer(1, { item: new Map() as never }), { code: 'RM2307' });
});

test('an error of the kit keeps its code on the way through the runtime, and only that of a host node', () => {
  const read = (kind: Failure_Kind, exception: string): RmError => {
    const event = decodeEvent(toBinary(EnvelopeSchema, create(EnvelopeSchema, { nodeId: 'h', body: { case: 'failure', value: create(FailureSchema, { kind, exception, message: 'no' }) } })));
    assert.ok(event.kind === 'failure');
    return event.error;
  };
  assert.deepEqual([read(Failure_Kind.EXECUTION, 'RM1002').code, read(Failure_Kind.EXECUTION, 'RM1002').exception], ['RM1002', undefined]);
  assert.deepEqual([read(Failure_Kind.EXECUTION, 'TypeError').code, read(Failure_Kind.EXECUTION, 'TypeError').exception], ['RM2310', 'TypeError']);
  assert.deepEqual([read(Failure_Kind.PYTHON_EXCEPTION, 'RM2304').code, read(Failure_Kind.PYTHON_EXCEPTION, 'RM2304').exception], ['RM3002', 'RM2304']);
});

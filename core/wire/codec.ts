import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { RmError, type RmErrorDetail } from '../errors.js';
import type { HostAnswer, HostCall } from '../nodes/types.js';
import {
  AudioBufferSchema,
  AudioFormat,
  BinaryBufferSchema,
  DataBufferSchema,
  EnvelopeSchema,
  FailureSchema,
  Failure_Kind,
  JsonDataSchema,
  NumpyBufferSchema,
  SettledSchema,
  TensorDtype,
  TextBufferSchema,
  type AudioBuffer,
  type DataBuffer,
  type Envelope,
  type Failure,
} from './gen/wire_pb.js';
import { checkItem, isAudio, isTensor, type AudioItem, type Item, type JsonValue, type Output, type TensorItem } from './items.js';
import type { Metrics } from './metrics.js';

/** What a session tells. */
export type Event =
  | { kind: 'output'; output: Output }
  | { kind: 'failure'; error: RmError }
  /** All that the push of this number caused is done; 0: all that the end of the input caused. */
  | { kind: 'settled'; sequence: number }
  | { kind: 'metrics'; metrics: Metrics }
  /** A host node is given an item, or told of the end of the input; {@link encodeAnswer} makes what it says to that. */
  | { kind: 'call'; call: HostCall }
  /** Nobody waits for this call any more. */
  | { kind: 'abandon'; call: number }
  /** A step of a node. Milliseconds; it began `age` ago. */
  | { kind: 'step'; nodeId: string; sequence: number; age: number; duration: number };

/** True where a Float32Array has the wire's byte order. */
const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * One item as the bytes of an envelope.
 * @param to id of the node it is for; undefined: every source.
 * @throws {RmError} RM2307 for a value that cannot be sent.
 */
export function encodeItem(item: Item, to?: string): Uint8Array<ArrayBuffer> {
  const envelope = create(EnvelopeSchema, { nodeId: to ?? '', body: { case: 'data', value: toDataBuffer(item) } });
  return toBinary(EnvelopeSchema, envelope) as Uint8Array<ArrayBuffer>;
}

/**
 * What a host node says to a call as the bytes of an envelope.
 * @throws {RmError} RM2307 for an item that cannot be sent.
 */
export function encodeAnswer(call: number, answer: HostAnswer): Uint8Array<ArrayBuffer> {
  const envelope = create(EnvelopeSchema, { call: BigInt(call), body: answerBody(answer) });
  return toBinary(EnvelopeSchema, envelope) as Uint8Array<ArrayBuffer>;
}

/** Asks a stream for its metrics, as the bytes of an envelope. */
export const encodeMetricsRequest = (): Uint8Array<ArrayBuffer> => toBinary(EnvelopeSchema, create(EnvelopeSchema, { body: { case: 'metricsJson', value: '' } })) as Uint8Array<ArrayBuffer>;

function answerBody(answer: HostAnswer): Envelope['body'] {
  if ('item' in answer) return { case: 'data', value: toDataBuffer(answer.item) };
  if ('failed' in answer) return { case: 'failure', value: create(FailureSchema, { kind: Failure_Kind.EXECUTION, ...answer.failed }) };
  return { case: 'settled', value: create(SettledSchema) };
}

/**
 * Reads an envelope. Nothing of the result shares memory with `bytes`.
 * @throws {RmError} RM2306 for bytes that are no envelope of an item or a failure.
 */
export function decodeEvent(bytes: Uint8Array): Event {
  try {
    const envelope = fromBinary(EnvelopeSchema, bytes, { readUnknownFields: false });
    const { nodeId, body } = envelope;
    const sequence = toNumber(envelope.sequence);
    const call = toNumber(envelope.call);
    switch (body.case) {
      case 'data':
        return call === 0
          ? { kind: 'output', output: { nodeId, sequence, item: fromDataBuffer(body.value), ...times(envelope) } }
          : { kind: 'call', call: { call, nodeId, sequence, item: fromDataBuffer(body.value), ...times(envelope) } };
      case 'flush':
        return { kind: 'call', call: { call, nodeId, sequence, item: undefined } };
      case 'abandon':
        return { kind: 'abandon', call };
      case 'failure':
        return { kind: 'failure', error: fromFailure(envelope, body.value) };
      case 'settled':
        return { kind: 'settled', sequence };
      case 'metricsJson':
        return { kind: 'metrics', metrics: JSON.parse(body.value) as Metrics };
      case 'step':
        return { kind: 'step', nodeId, sequence, age: Number(body.value.ageNs) / 1e6, duration: Number(body.value.durationNs) / 1e6 };
    }
    throw new RmError('RM2306', 'The envelope is empty.');
  } catch (error) {
    if (error instanceof RmError) throw error;
    throw new RmError('RM2306', `Not an envelope: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

const times = ({ startSeconds: start, endSeconds: end }: Envelope): { start?: number; end?: number } =>
  start === undefined || end === undefined ? {} : { start, end };

/** Which node a session was at, and on whose behalf; undefined outside of nodes. */
export function decodeRunning(bytes: Uint8Array): { nodeId: string; sequence?: number } | undefined {
  const { nodeId, sequence } = fromBinary(EnvelopeSchema, bytes, { readUnknownFields: false });
  return nodeId ? { nodeId, ...(sequence > 0n && { sequence: toNumber(sequence) }) } : undefined;
}

/** One item as the original's DataBuffer. */
export function toDataBuffer(item: Item): DataBuffer {
  checkItem(item);
  if (typeof item === 'string') {
    return buffer({ case: 'text', value: create(TextBufferSchema, { textData: new TextEncoder().encode(item), encoding: 'utf-8' }) });
  }
  if (item instanceof Uint8Array) return buffer({ case: 'binary', value: create(BinaryBufferSchema, { data: plain(item) }) });
  if (isAudio(item)) {
    const { samples, sampleRate, channels, start } = item;
    const place = start === undefined ? {} : { startFrame: BigInt(start) };
    const value = { samples: sampleBytes(samples), sampleRate, channels, format: AudioFormat.F32, numSamples: BigInt(samples.length), ...place };
    return buffer({ case: 'audio', value: create(AudioBufferSchema, value) });
  }
  if (isTensor(item)) {
    const { data, shape, dtype } = item;
    const value = { data: plain(data), shape: shape.map(BigInt), dtype, cContiguous: true, fContiguous: shape.length < 2 };
    return buffer({ case: 'numpy', value: create(NumpyBufferSchema, value) });
  }
  return buffer({ case: 'json', value: create(JsonDataSchema, { jsonPayload: toJson(item) }) });
}

/**
 * Reads a DataBuffer.
 * @throws {RmError} RM2306 for one that is empty, inconsistent, or of a kind that has no item (video).
 */
export function fromDataBuffer({ dataType }: DataBuffer): Item {
  switch (dataType.case) {
    case 'json':
      return JSON.parse(dataType.value.jsonPayload) as JsonValue;
    case 'text':
      return utf8.decode(dataType.value.textData);
    case 'binary':
      return dataType.value.data.slice();
    case 'audio':
      return toAudio(dataType.value);
    case 'numpy': {
      const { data, shape, dtype } = dataType.value;
      return toTensor(data, shape, dtype);
    }
    case 'tensor': {
      const { data, shape, dtype } = dataType.value;
      const name = tensorTypes[dtype];
      if (!name) throw new RmError('RM2306', 'The tensor has no dtype.');
      return toTensor(data, shape, name);
    }
    case undefined:
      throw new RmError('RM2306', 'The buffer holds no value.');
    default:
      throw new RmError('RM2306', `A value of the kind "${dataType.case}" cannot be read here.`);
  }
}

const tensorTypes: Partial<Record<TensorDtype, string>> = {
  [TensorDtype.F32]: 'float32',
  [TensorDtype.F16]: 'float16',
  [TensorDtype.I32]: 'int32',
  [TensorDtype.I8]: 'int8',
  [TensorDtype.U8]: 'uint8',
};

const buffer = (dataType: DataBuffer['dataType']): DataBuffer => create(DataBufferSchema, { dataType });

/** protobuf-es wants bytes that are not shared with another thread. */
const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);

/** What stands for binary values inside JSON; the runtime reads the same forms. */
function jsonForm(_key: string, value: unknown): unknown {
  if (isAudio(value)) return { data: [...value.samples], sample_rate: value.sampleRate, channels: value.channels };
  if (isTensor(value)) return { __numpy__: true, array: { data: base64(value.data), meta: { shape: value.shape, dtype: value.dtype } } };
  if (value instanceof Uint8Array) return { __bytes__: true, data: base64(value) };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Map || value instanceof Set) {
    throw new RmError('RM2307', `A ${value.constructor.name} inside an object cannot be sent: use an array, an object or a Uint8Array.`);
  }
  return value;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  // Arguments of one call are limited.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function toJson(item: Item): string {
  try {
    const text = JSON.stringify(item, jsonForm) as string | undefined;
    if (text !== undefined) return text;
  } catch (cause) {
    if (cause instanceof RmError) throw cause;
    throw new RmError('RM2307', `The value cannot be written as JSON: ${(cause as Error).message}`, { cause });
  }
  throw new RmError('RM2307', 'The value cannot be written as JSON.');
}

/** The samples' own memory where the byte order allows, so that encoding copies them once. */
function sampleBytes(samples: Float32Array): Uint8Array<ArrayBuffer> {
  if (littleEndian) return plain(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  const view = new DataView(new ArrayBuffer(samples.byteLength));
  samples.forEach((sample, index) => view.setFloat32(index * 4, sample, true));
  return new Uint8Array(view.buffer);
}

function toAudio({ samples: bytes, sampleRate, channels, format, startFrame }: AudioBuffer): AudioItem {
  const size = format === AudioFormat.I16 ? 2 : 4;
  if (channels === 0 || sampleRate === 0 || bytes.byteLength % (size * channels) !== 0) {
    throw new RmError('RM2306', `${bytes.byteLength} bytes are no ${channels} channels of ${size}-byte samples at ${sampleRate} Hz.`);
  }
  // A copy of its own: the bytes lie unaligned inside the message, which may itself lie in the runtime's memory.
  const own = bytes.slice();
  const place = startFrame === undefined ? {} : { start: toNumber(startFrame) };
  if (size === 4 && format !== AudioFormat.I32 && littleEndian) return { kind: 'audio', samples: new Float32Array(own.buffer), sampleRate, channels, ...place };
  const view = new DataView(own.buffer);
  const samples = new Float32Array(own.byteLength / size);
  for (let index = 0; index < samples.length; index += 1) {
    if (format === AudioFormat.I16) samples[index] = view.getInt16(index * 2, true) / 32_768;
    else if (format === AudioFormat.I32) samples[index] = view.getInt32(index * 4, true) / 2_147_483_648;
    else samples[index] = view.getFloat32(index * 4, true);
  }
  return { kind: 'audio', samples, sampleRate, channels, ...place };
}

const toTensor = (data: Uint8Array, shape: bigint[], dtype: string): TensorItem => ({ kind: 'tensor', data: data.slice(), shape: shape.map(toNumber), dtype });

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RmError('RM2306', `${value} is too large.`);
  return Number(value);
}

const failureCodes: Record<Failure_Kind, string> = {
  [Failure_Kind.UNSPECIFIED]: 'RM2399',
  [Failure_Kind.PARSE]: 'RM2002',
  [Failure_Kind.MANIFEST]: 'RM2003',
  [Failure_Kind.UNKNOWN_NODE_TYPE]: 'RM2004',
  [Failure_Kind.EXECUTION]: 'RM2310',
  [Failure_Kind.PYTHON_SYNTAX]: 'RM3001',
  [Failure_Kind.PYTHON_EXCEPTION]: 'RM3002',
  [Failure_Kind.PYTHON_IMPORT]: 'RM3003',
  [Failure_Kind.MEMORY]: 'RM2302',
  [Failure_Kind.PROTOCOL]: 'RM2306',
  [Failure_Kind.OUTPUT_LIMIT]: 'RM2308',
  [Failure_Kind.DEPTH]: 'RM2309',
  [Failure_Kind.TIME]: 'RM2301',
};

function fromFailure(envelope: Envelope, failure: Failure): RmError {
  const { kind, message, nodeType, phase, exception, frames, module, line, column } = failure;
  const detail: RmErrorDetail = {};
  if (envelope.nodeId) detail.nodeId = envelope.nodeId;
  if (nodeType) detail.nodeType = nodeType;
  if (phase) detail.phase = phase;
  if (envelope.sequence > 0n) detail.sequence = toNumber(envelope.sequence);
  // A host node that throws an error of ours gives its code in place of a class name.
  const coded = kind === Failure_Kind.EXECUTION && /^RM\d{4}$/.test(exception);
  if (exception && !coded) detail.exception = exception;
  if (frames.length > 0) {
    detail.traceback = frames.map((frame) => ({ module: frame.module, function: frame.function, line: frame.line, ...(frame.source && { source: frame.source }) }));
  }
  if (line > 0) detail.position = { module, line, column };
  const unread = kind === Failure_Kind.PARSE && message.startsWith('Failed to parse input');
  return new RmError(coded ? exception : unread ? 'RM2001' : (failureCodes[kind] ?? 'RM2399'), message, detail);
}

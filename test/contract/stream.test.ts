/** `--stream`, a live session in frames over stdin and stdout, under hosts that are not ours and over real pipes. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { EnvelopeSchema, Failure_Kind, type DataBuffer, type Envelope } from '../../core/wire/gen/wire_pb.js';
import { spawnNodeWasi, spawnWasmtime } from '../security/hosts.js';
import { missing } from './wasmtime-package.js';

const python = `
import asyncio, os, sys
class Shout:
    def process(self, text):
        return text.upper() + '!'
gate = asyncio.Event()
class Waits:
    async def process(self, item):
        await asyncio.wait_for(gate.wait(), 60)
        return 'waited'
class Opens:
    def process(self, item):
        gate.set()
        return 'opened'
class Prints:
    def process(self, item):
        print('printed')
        sys.stdout.write('written\\n')
        sys.__stdout__.write('to the original\\n')
        sys.__stdout__.flush()
        os.write(1, b'to the descriptor\\n')
        with open(1, 'wb', closefd=False) as file:
            file.write(b'to the file\\n')
        try:
            read = input()
        except EOFError:
            read = 'nothing'
        return [read, len(os.read(0, 100))]
class Loud:
    def process(self, audio):
        return max(audio.samples)
`;

/** The other end of the command's pipes. */
class Peer {
  stderr = '';
  readonly #child;
  #rest = Buffer.alloc(0);
  readonly #closed: Promise<unknown>;

  constructor(child: ReturnType<typeof spawnNodeWasi>) {
    this.#child = child;
    this.#closed = once(child, 'close');
    child.stderr.on('data', (chunk) => (this.stderr += String(chunk)));
    // A command that ends early leaves what is still written to it.
    child.stdin.on('error', () => {});
  }

  /** Sends a request, an envelope, or the frame of no bytes. */
  send(...frames: (MessageInitShape<typeof EnvelopeSchema> | string)[]): void {
    for (const frame of frames) {
      const bytes = typeof frame === 'string' ? Buffer.from(frame) : toBinary(EnvelopeSchema, create(EnvelopeSchema, frame));
      const head = Buffer.alloc(4);
      head.writeUInt32LE(bytes.length);
      this.#child.stdin.write(Buffer.concat([head, bytes]));
    }
  }

  sendRaw(bytes: Uint8Array): void {
    this.#child.stdin.write(bytes);
  }

  hangUp(): void {
    this.#child.stdin.end();
  }

  /** The next frame out; undefined at the end. */
  async next(): Promise<Envelope | undefined> {
    for (;;) {
      const length = this.#rest.length < 4 ? Infinity : this.#rest.readUInt32LE() + 4;
      if (this.#rest.length >= length) {
        const frame = this.#rest.subarray(4, length);
        this.#rest = this.#rest.subarray(length);
        return fromBinary(EnvelopeSchema, frame);
      }
      const chunk = (this.#child.stdout.read() as Buffer | null) ?? undefined;
      if (chunk) this.#rest = Buffer.concat([this.#rest, chunk]);
      else if (this.#child.stdout.readableEnded) {
        assert.equal(this.#rest.length, 0, 'frames are complete');
        return undefined;
      } else await Promise.race([once(this.#child.stdout, 'readable'), once(this.#child.stdout, 'end')]);
    }
  }

  /** The next frame in words. */
  async heard(): Promise<string> {
    const envelope = await this.next();
    return envelope ? inWords(envelope) : 'the end';
  }

  /** All that is left, in words. */
  async rest(): Promise<string[]> {
    const told: string[] = [];
    for (let envelope = await this.next(); envelope; envelope = await this.next()) told.push(inWords(envelope));
    return told;
  }

  async exitCode(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }
}

function inWords({ nodeId, sequence, call, body }: Envelope): string {
  const from = call > 0n ? `call ${call}: ${nodeId}` : nodeId;
  switch (body.case) {
    case 'data':
      return `${from} ${shown(body.value)} of ${sequence}`;
    case 'failure':
      return `${Failure_Kind[body.value.kind]} of ${sequence}: ${body.value.message}`;
    case 'settled':
      return `settled ${sequence}`;
    case 'flush':
    case 'abandon':
      return `${from} ${body.case}`;
    default:
      return String(body.case);
  }
}

const shown = ({ dataType }: DataBuffer): string => {
  if (dataType.case === 'text') return Buffer.from(dataType.value.textData).toString();
  return dataType.case === 'json' ? dataType.value.jsonPayload : String(dataType.case);
};

type Body = MessageInitShape<typeof EnvelopeSchema>['body'];
const text = (value: string): Body => ({ case: 'data', value: { dataType: { case: 'text', value: { textData: Buffer.from(value) } } } });
const json = (value: unknown): Body => ({
  case: 'data',
  value: { dataType: { case: 'json', value: { jsonPayload: JSON.stringify(value) } } },
});
const settled: Body = { case: 'settled', value: {} };

const request = (types: string[], connections: [number, number][] = types.slice(1).map((_, index) => [index, index + 1])): string =>
  JSON.stringify({
    manifest: {
      version: 'v1',
      metadata: { name: 'stream' },
      nodes: types.map((node_type, index) => ({ id: `n${index}`, node_type })),
      connections: connections.map(([from, to]) => ({ from: `n${from}`, to: `n${to}` })),
      python: { modules: { author: python } },
    },
    host: ['Elsewhere'],
  });

const hosts = [
  { name: 'node:wasi', skip: false as string | false, spawn: spawnNodeWasi },
  { name: 'wasmtime', skip: missing(), spawn: spawnWasmtime },
];

for (const { name, skip, spawn } of hosts) {
  describe(`a stream under ${name}`, { skip, timeout: 300_000 }, () => {
    const open = async (first: string): Promise<Peer> => {
      const peer = new Peer(spawn('--stream'));
      peer.send(first);
      assert.equal(await peer.heard(), 'metricsJson', peer.stderr);
      return peer;
    };

    test('each output is there before the next item is sent', async () => {
      const peer = await open(request(['Shout']));
      for (let round = 1; round <= 5; round += 1) {
        peer.send({ body: text(`round ${round}`) });
        assert.equal(await peer.heard(), `n0 ROUND ${round}! of ${round}`);
        assert.equal(await peer.heard(), `settled ${round}`);
      }
      peer.send({ body: { case: 'metricsJson', value: '' } });
      assert.equal(await peer.heard(), 'metricsJson');
      // Its stdin stays open: the frame of no bytes is enough.
      peer.send('');
      assert.deepEqual(await peer.rest(), ['settled 0', 'metricsJson']);
      assert.equal(await peer.exitCode(), 0, peer.stderr);
    });

    test('sound crosses as bytes, in frames larger than a pipe', async () => {
      const peer = await open(request(['Loud']));
      const samples = new Float32Array(500_000);
      samples[400_000] = 0.75;
      const audio = {
        samples: new Uint8Array(samples.buffer),
        sampleRate: 16_000,
        channels: 1,
        format: 1,
        numSamples: BigInt(samples.length),
      };
      peer.send({ body: { case: 'data', value: { dataType: { case: 'audio', value: audio } } } });
      assert.equal(await peer.heard(), 'n0 0.75 of 1');
      peer.hangUp();
      assert.deepEqual(await peer.rest(), ['settled 1', 'settled 0', 'metricsJson']);
      assert.equal(await peer.exitCode(), 0, peer.stderr);
    });

    test('the graph leaves at a node of the host and comes back', async () => {
      const peer = await open(request(['MultiplyNode', 'Elsewhere', 'MultiplyNode']));
      peer.send({ body: json(1) }, { body: json(2) });
      assert.equal(await peer.heard(), 'call 1: n1 2 of 1');
      peer.send({ call: 1n, body: json(10) }, { call: 1n, body: json(11) });
      assert.deepEqual([await peer.heard(), await peer.heard()], ['n2 20 of 1', 'n2 22 of 1']);
      peer.send({ call: 1n, body: settled });
      assert.deepEqual([await peer.heard(), await peer.heard()], ['settled 1', 'call 2: n1 4 of 2']);
      peer.send({ call: 2n, body: { case: 'failure', value: { exception: 'TypeError', message: 'no' } } });
      assert.equal(await peer.heard(), 'EXECUTION of 2: Execution error: Failed to process data in host node Elsewhere: TypeError: no');
      assert.equal(await peer.heard(), 'settled 2');
      peer.send('');
      assert.equal(await peer.heard(), 'call 3: n1 flush');
      peer.send({ call: 3n, body: json(7) }, { call: 3n, body: settled });
      assert.deepEqual(await peer.rest(), ['n2 14 of 0', 'settled 0', 'metricsJson']);
      assert.equal(await peer.exitCode(), 0, peer.stderr);
    });

    test('what nodes print reaches stderr and never the frames, which they cannot read', async () => {
      const peer = await open(request(['Prints']));
      peer.send({ body: json(1) }, { body: json(2) });
      assert.deepEqual([await peer.heard(), await peer.heard()], ['n0 ["nothing",0] of 1', 'settled 1']);
      peer.send('');
      assert.deepEqual(await peer.rest(), ['n0 ["nothing",0] of 2', 'settled 2', 'settled 0', 'metricsJson']);
      assert.equal(await peer.exitCode(), 0);
      for (const line of ['INFO n0: printed', 'INFO n0: written', 'to the original', 'to the descriptor', 'to the file']) {
        assert.equal(
          peer.stderr.split('\n').filter((one) => one === line || one.endsWith(`: ${line}`)).length,
          2,
          `${line}\n${peer.stderr}`,
        );
      }
    });

    test('an item that comes while a node waits for a timer is taken at once', async () => {
      const peer = await open(request(['Waits', 'Opens', 'Shout'], []));
      peer.send({ nodeId: 'n0', body: json(1) }, { nodeId: 'n2', body: text('by now it waits') });
      assert.deepEqual([await peer.heard(), await peer.heard()], ['n2 BY NOW IT WAITS! of 2', 'settled 2']);
      peer.send({ nodeId: 'n1', body: json(2) });
      const told = [await peer.heard(), await peer.heard(), await peer.heard(), await peer.heard()];
      assert.deepEqual(told.sort(), ['n0 waited of 1', 'n1 opened of 3', 'settled 1', 'settled 3']);
      peer.hangUp();
      assert.deepEqual(await peer.rest(), ['settled 0', 'metricsJson']);
      assert.equal(await peer.exitCode(), 0, peer.stderr);
    });

    test('a host that goes leaves nothing waiting', async () => {
      const peer = await open(request(['Elsewhere']));
      peer.send({ body: json(1) });
      assert.equal(await peer.heard(), 'call 1: n0 1 of 1');
      peer.hangUp();
      const gone = 'Execution error: The host has gone without an answer';
      assert.deepEqual(await peer.rest(), [
        'call 1: n0 abandon',
        `EXECUTION of 1: ${gone}`,
        'settled 1',
        `EXECUTION of 0: ${gone}`,
        'settled 0',
        'metricsJson',
      ]);
      assert.equal(await peer.exitCode(), 0, peer.stderr);
    });

    test('what is no envelope is refused; a frame that is cut off or too long ends the stream', async () => {
      const peer = await open(request(['Shout']));
      peer.send('this is no envelope');
      assert.match(await peer.heard(), /^PROTOCOL of 0: Not an envelope/);
      peer.send({ nodeId: 'ghost', body: text('x') });
      assert.deepEqual([await peer.heard(), await peer.heard()], ["PROTOCOL of 1: There is no node 'ghost' to push to", 'settled 1']);
      peer.send({ body: text('still here') });
      peer.sendRaw(Uint8Array.of(9, 0, 0, 0, 1, 2));
      peer.hangUp();
      const cut = 'PROTOCOL of 0: The input ended within a frame, after 6 of its bytes';
      assert.deepEqual((await peer.rest()).sort(), [cut, 'metricsJson', 'n0 STILL HERE! of 2', 'settled 0', 'settled 2']);
      assert.equal(await peer.exitCode(), 1);

      const other = await open(request(['Shout']));
      other.sendRaw(Uint8Array.of(255, 255, 255, 255));
      assert.match(
        (await other.rest()).join(),
        /^PROTOCOL of 0: A frame of 4294967295 bytes is longer than 268435456,settled 0,metricsJson$/,
      );
      assert.equal(await other.exitCode(), 1);
    });

    test('a manifest that is refused is one frame and exit code 1', async () => {
      for (const [first, told] of [
        [request(['Nowhere']), /^UNKNOWN_NODE_TYPE of 0: .*Nowhere/],
        ['{', /^PARSE of 0: Failed to parse input/],
        ['', /^PROTOCOL of 0: The input ended before its first frame/],
      ] as const) {
        const peer = new Peer(spawn('--stream'));
        peer.send(first);
        const rest = await peer.rest();
        assert.equal(rest.length, 1, rest.join());
        assert.match(rest[0]!, told);
        assert.equal(await peer.exitCode(), 1);
      }
    });

    test('its other arguments', async () => {
      const outcome = async (...args: string[]): Promise<[number | null, string, string]> => {
        const child = spawn(...args);
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', (chunk) => (stdout += String(chunk)));
        child.stderr.on('data', (chunk) => (stderr += String(chunk)));
        await once(child, 'close');
        return [child.exitCode, stdout, stderr];
      };
      assert.deepEqual(await outcome('--version'), [0, 'pipeline_executor_wasm 0.1.0\n', '']);
      const [code, help, nothing] = await outcome('--help');
      assert.deepEqual([code, nothing], [0, '']);
      assert.match(help, /--stream/);
      assert.deepEqual(await outcome('--stream', 'now'), [2, '', `Unknown arguments: --stream now\n${help}`]);
    });
  });
}

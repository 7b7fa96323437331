import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RmError } from '../errors.js';
import { DeadlineError, WasiHost, WASIProcExit, type WasiOptions } from './wasi.js';

/** A host over an empty memory: its functions are called as a module would. */
function setUp(options: WasiOptions = {}) {
  const host = new WasiHost(options);
  const memory = new WebAssembly.Memory({ initial: 2 });
  host.attach({ exports: { memory } });
  const call = host.imports as unknown as Record<string, (...args: any[]) => number>;
  const view = new DataView(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const text = (address: number, value: string): number => new TextEncoder().encodeInto(value, bytes.subarray(address)).written;
  /** Writes one clock subscription; times in ns. */
  const clock = (index: number, timeout: bigint, { id = 1, absolute = false, userdata = BigInt(index + 100) } = {}): void => {
    const at = 1024 + index * 48;
    bytes.fill(0xaa, at, at + 48);
    view.setBigUint64(at, userdata, true);
    view.setUint8(at + 8, 0);
    view.setUint32(at + 16, id, true);
    view.setBigUint64(at + 24, timeout, true);
    view.setBigUint64(at + 32, 0n, true);
    view.setUint16(at + 40, absolute ? 1 : 0, true);
  };
  const descriptor = (index: number, type: 1 | 2, fd: number): void => {
    const at = 1024 + index * 48;
    view.setBigUint64(at, BigInt(index + 100), true);
    view.setUint8(at + 8, type);
    view.setUint32(at + 16, fd, true);
  };
  const poll = (count: number) => {
    bytes.fill(0xbb, 4096, 4096 + 32 * 8);
    view.setUint32(8192, 77, true);
    const started = performance.now();
    const errno = call.poll_oneoff!(1024, 4096, count, 8192);
    const events = Array.from({ length: errno === 0 ? view.getUint32(8192, true) : 0 }, (_, index) => {
      const at = 4096 + index * 32;
      return { userdata: view.getBigUint64(at, true), error: view.getUint16(at + 8, true), type: view.getUint8(at + 10) };
    });
    return { errno, events, took: performance.now() - started };
  };
  const open = (path: string, { flags = 0, rights = 2n, dir = 3 } = {}): { errno: number; fd: number } => {
    const length = text(100, path);
    const errno = call.path_open!(dir, 0, 100, length, flags, rights, 0n, 0, 96);
    return { errno, fd: view.getUint32(96, true) };
  };
  const read = (fd: number, length: number): { errno: number; data: string } => {
    view.setUint32(0, 2048, true);
    view.setUint32(4, length, true);
    const errno = call.fd_read!(fd, 0, 1, 8);
    return { errno, data: new TextDecoder().decode(bytes.slice(2048, 2048 + view.getUint32(8, true))) };
  };
  const write = (fd: number, value: string): number => {
    view.setUint32(0, 3000, true);
    view.setUint32(4, text(3000, value), true);
    return call.fd_write!(fd, 0, 1, 8);
  };
  const now = (id: number): bigint => {
    assert.equal(call.clock_time_get!(id, 0n, 64), 0);
    return view.getBigUint64(64, true);
  };
  return { host, call, view, bytes, clock, descriptor, poll, open, read, write, now, text };
}

const ms = 1_000_000n;
const files = { '/lib': { 'a.txt': new TextEncoder().encode('hello'), deep: { 'b.txt': new Uint8Array([66]) } } };

test('poll: a relative time', () => {
  const { clock, poll } = setUp();
  clock(0, 30n * ms);
  const { errno, events, took } = poll(1);
  assert.equal(errno, 0);
  assert.deepEqual(events, [{ userdata: 100n, error: 0, type: 0 }]);
  assert.ok(took >= 29 && took < 300, `${took} ms`);
});

test('poll: an absolute time of the monotonic clock does not grow with the uptime', () => {
  const { clock, poll, now } = setUp();
  clock(0, now(1) + 30n * ms, { absolute: true });
  const { events, took } = poll(1);
  assert.equal(events.length, 1);
  assert.ok(took >= 28 && took < 300, `${took} ms`);
});

test('poll: an absolute time of the real clock', () => {
  const { clock, poll, now } = setUp();
  clock(0, now(0) + 30n * ms, { id: 0, absolute: true });
  const { took } = poll(1);
  assert.ok(took >= 28 && took < 300, `${took} ms`);
});

test('poll: times that are over come back at once', () => {
  const { clock, poll } = setUp();
  clock(0, 0n);
  assert.ok(poll(1).took < 20);
  clock(0, 5n, { absolute: true });
  assert.ok(poll(1).took < 20);
});

test('poll: the first of several clocks', () => {
  const { clock, poll } = setUp();
  clock(0, 5_000n * ms);
  clock(1, 10n * ms);
  clock(2, 5_000n * ms);
  const { events, took } = poll(3);
  assert.deepEqual(events.map(({ userdata }) => userdata), [101n]);
  assert.ok(took < 300);
});

test('poll: files are ready at once, also beside a clock', () => {
  const { clock, descriptor, poll } = setUp({ stdin: new Uint8Array([1]) });
  descriptor(0, 1, 0);
  clock(1, 5_000n * ms);
  descriptor(2, 2, 1);
  const { events, took } = poll(3);
  assert.deepEqual(events, [{ userdata: 100n, error: 0, type: 1 }, { userdata: 102n, error: 0, type: 2 }]);
  assert.ok(took < 20);
});

test('poll: unknown descriptors and clocks are told in their event', () => {
  const { clock, descriptor, poll } = setUp();
  descriptor(0, 1, 99);
  clock(1, 0n, { id: 9 });
  assert.deepEqual(poll(2).events.map(({ error }) => error), [8, 28]);
  assert.equal(poll(0).errno, 28);
});

test('poll: where the clock stands still, sleeping is an error and not for ever', () => {
  const [now, wait] = [performance.now, Atomics.wait];
  const told: string[] = [];
  const { clock, poll } = setUp({ onFault: ({ message, hint }) => told.push(`${message} ${hint}`) });
  try {
    performance.now = () => 1000;
    for (const blocked of [wait, () => { throw new TypeError('not on this thread'); }]) {
      Atomics.wait = blocked as typeof wait;
      clock(0, 200_000_000n);
      assert.equal(poll(1).errno, 58);
    }
  } finally {
    [performance.now, Atomics.wait] = [now, wait];
  }
  assert.equal(told.length, 1);
  assert.match(told[0]!, /stands still.*asyncio\.sleep/);
});

test('poll: sleeping ends with the limit', () => {
  const { clock, poll } = setUp({ deadline: () => limit });
  const limit = performance.now() + 50;
  clock(0, 10_000n * ms);
  const started = performance.now();
  assert.throws(() => poll(1), DeadlineError);
  assert.ok(performance.now() - started < 5_000);
});

test('clocks: all four run, others do not exist', () => {
  const { call, now } = setUp();
  const real = Number(now(0)) / 1e6;
  assert.ok(Math.abs(real - Date.now()) < 1000, `${real}`);
  for (const id of [1, 2, 3]) {
    const first = now(id);
    const second = now(id);
    assert.ok(second >= first && first > 0n);
  }
  assert.equal(call.clock_time_get!(4, 0n, 64), 28);
  assert.equal(call.clock_res_get!(0, 64), 0);
  assert.equal(call.clock_res_get!(9, 64), 28);
});

test('file times are whole numbers in their places, and the size is right', () => {
  const { call, view, bytes, text } = setUp({ files });
  bytes.fill(0xff, 512, 600);
  assert.equal(call.path_filestat_get!(3, 0, 100, text(100, 'a.txt'), 512), 0);
  assert.equal(view.getUint8(512 + 16), 4);
  assert.equal(view.getBigUint64(512 + 32, true), 5n);
  for (const offset of [40, 48, 56]) {
    const time = Number(view.getBigUint64(512 + offset, true)) / 1e6;
    assert.ok(time > 1e12 && time <= Date.now() + 1000, `${time}`);
  }
  bytes.fill(0xff, 512, 600);
  assert.equal(call.fd_filestat_get!(3, 512), 0);
  assert.equal(view.getUint8(512 + 16), 3);
  assert.ok(view.getBigUint64(512 + 56, true) < 2n ** 62n);
});

test('files are read, in the directory they are in', () => {
  const { open, read } = setUp({ files });
  assert.deepEqual(read(open('a.txt').fd, 100), { errno: 0, data: 'hello' });
  assert.deepEqual(read(open('deep/b.txt').fd, 100), { errno: 0, data: 'B' });
  assert.equal(open('none').errno, 44);
});

test('nothing above or outside a mount is reached', () => {
  const { open } = setUp({ files });
  for (const path of ['../etc/passwd', '/etc/passwd', 'deep/../../x', 'a\0b']) assert.notEqual(open(path).errno, 0, path);
});

test('nothing is written, created, renamed or removed', () => {
  const { call, open, text } = setUp({ files });
  assert.equal(open('new', { flags: 1 }).errno, 69);
  assert.equal(open('a.txt', { flags: 8 }).errno, 69);
  assert.notEqual(open('a.txt', { rights: 64n }).errno, 0);
  const length = text(100, 'a.txt');
  assert.equal(call.path_unlink_file!(3, 100, length), 69);
  assert.equal(call.path_rename!(3, 100, length, 3, 100, length), 69);
  assert.equal(call.path_create_directory!(3, 100, length), 69);
  assert.equal(open('a.txt', { flags: 1 }).errno, 0);
});

test('descriptors are used again', () => {
  const { host, call, open } = setUp({ files });
  const before = host.openFiles;
  const numbers = new Set<number>();
  for (let round = 0; round < 1000; round += 1) {
    const { fd } = open('a.txt');
    numbers.add(fd);
    assert.equal(call.fd_close!(fd), 0);
  }
  assert.ok(numbers.size <= 2, `${numbers.size} descriptors`);
  assert.equal(host.openFiles, before);
  const [one, two] = [open('a.txt').fd, open('a.txt').fd];
  assert.notEqual(one, two);
});

test('bytes of a lazy file are asked for once, when it is used', () => {
  let asked = 0;
  const { open, read } = setUp({ files: { '/lib': { 'z.zip': () => ((asked += 1), new TextEncoder().encode('lazy')) } } });
  assert.equal(asked, 0);
  assert.equal(read(open('z.zip').fd, 2).data, 'la');
  assert.equal(read(open('z.zip').fd, 9).data, 'lazy');
  assert.equal(asked, 1);
});

test('the time in which nothing could run is not on the monotonic clock, and sleeping still lasts as long as asked', () => {
  const { host, now, clock, poll } = setUp();
  const [monotonic, real] = [now(1), now(0)];
  host.standStill(100);
  assert.ok(monotonic - now(1) > 50_000_000n);
  assert.ok(now(0) >= real);
  clock(0, 30_000_000n);
  const { took, events } = poll(1);
  assert.equal(events.length, 1);
  assert.ok(took >= 29 && took < 2000, `${took} ms`);
});

test('a lazy file that cannot be had is an I/O error, one that is not there is missing; why is told once, and kept until it is there', () => {
  for (const [error, expected] of [[new Error('offline'), 29], [new RmError('RM1002', 'not given'), 44]] as const) {
    const told: string[] = [];
    let there = false;
    const provide = (): Uint8Array => {
      if (!there) throw error;
      return new TextEncoder().encode('lazy');
    };
    const { host, call, text, view, open, read } = setUp({ files: { '/lib': { 'z.zip': provide } }, onFault: ({ message }) => told.push(message) });
    assert.equal(call.path_filestat_get!(3, 0, 100, text(100, 'z.zip'), 512), 0, 'it is there, so its folder can be listed');
    assert.equal(view.getBigUint64(512 + 32, true), 0n);
    for (let round = 0; round < 2; round += 1) {
      const { errno, fd } = open('z.zip');
      assert.equal(errno === 0 ? read(fd, 4).errno : errno, expected);
    }
    assert.deepEqual(told, [error.message]);
    assert.deepEqual([...host.faults].map(([path, { message }]) => [path, message]), [['/lib/z.zip', error.message]]);
    there = true;
    assert.equal(read(open('z.zip').fd, 9).data, 'lazy');
    assert.equal(host.faults.size, 0);
  }
});

test('stdin, stdout and stderr', () => {
  const out: string[] = [];
  const keep = (name: string) => (data: Uint8Array): void => void out.push(`${name}:${new TextDecoder().decode(data)}`);
  const { read, write, call, view } = setUp({ stdin: new TextEncoder().encode('abc'), stdout: keep('out'), stderr: keep('err') });
  assert.deepEqual(read(0, 2), { errno: 0, data: 'ab' });
  assert.deepEqual(read(0, 2), { errno: 0, data: 'c' });
  assert.deepEqual(read(0, 2), { errno: 0, data: '' });
  assert.equal(write(1, 'one'), 0);
  assert.equal(write(2, 'two'), 0);
  assert.deepEqual(out, ['out:one', 'err:two']);
  // Not a terminal, so programs do not wait for keys or colour their text.
  assert.equal(call.fd_fdstat_get!(1, 512), 0);
  assert.notEqual(view.getUint8(512), 2);
});

test('arguments and environment are counted in bytes', () => {
  const { call, view, bytes } = setUp({ args: ['p', 'Größe'], env: { NAME: 'ü', B: '' } });
  assert.equal(call.args_sizes_get!(0, 4), 0);
  assert.deepEqual([view.getUint32(0, true), view.getUint32(4, true)], [2, 2 + 8]);
  bytes.fill(0xee, 1000, 1100);
  assert.equal(call.args_get!(200, 1000), 0);
  assert.equal(bytes[1010], 0xee);
  assert.equal(new TextDecoder().decode(bytes.slice(1000, 1010)), 'p\0Größe\0');
  assert.equal(call.environ_sizes_get!(0, 4), 0);
  assert.deepEqual([view.getUint32(0, true), view.getUint32(4, true)], [2, 8 + 3]);
});

test('random bytes come in any amount', () => {
  const { call, bytes } = setUp();
  assert.equal(call.random_get!(0, 70_000), 0);
  assert.ok(bytes.subarray(69_000, 70_000).some((byte) => byte !== 0));
  assert.ok(bytes.subarray(70_000, 71_000).every((byte) => byte === 0));
});

test('sockets are refused with an error number', () => {
  const { call } = setUp();
  for (const name of ['sock_accept', 'sock_recv', 'sock_send', 'sock_shutdown']) assert.equal(call[name]!(4, 0, 0, 0, 0, 0), 58, name);
  assert.equal(call.sched_yield!(), 0);
});

test('the exit code leaves as an exception', () => {
  const { call } = setUp();
  assert.throws(() => call.proc_exit!(3), (error: unknown) => error instanceof WASIProcExit && error.code === 3);
});

// What bench/runtime/run.mjs calls in the page. Times are ms.
import { PipelineRunner, PipelineSession } from '/dist/core.js';
import { afterCrash, roundTrips, throughNodes } from './common.js';

const runner = new PipelineRunner({ engine: 'worker', timeout: 120 });
const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** A sine of 20 ms at 48 kHz; every frame is an object of its own, as a microphone makes them. */
const frame = () => ({ kind: 'audio', samples: Float32Array.from({ length: 960 }, (_, i) => Math.sin((2 * Math.PI * 5 * i) / 960) / 2), sampleRate: 48_000, channels: 1 });

/** A session whose frames are timed from the call of push() to their first output. */
class Stream {
  latencies = [];
  late = [];
  /** Pushes without an output: the resampler works in blocks. */
  silent = 0;
  metrics;
  /** When each push was made, by its sequence; those count from 1. */
  #pushed = [0];
  #answered = 0;

  static async open(manifest, engine) {
    const stream = new Stream();
    stream.session = await PipelineSession.open(manifest, { engine });
    stream.session.on('output', ({ sequence }) => {
      const now = performance.now();
      if (sequence <= stream.#answered) return;
      stream.#answered = sequence;
      stream.latencies.push(now - stream.#pushed[sequence]);
    });
    stream.session.on('metrics', (metrics) => (stream.metrics = metrics));
    return stream;
  }

  async push() {
    const item = frame();
    this.#pushed.push(performance.now());
    const outputs = await this.session.push(item);
    if (outputs.length === 0) this.silent += 1;
  }

  /** Frames at the pace at which they would be recorded. */
  async paced(count, interval, start) {
    const pushes = [];
    for (let k = 0; k < count; k += 1) {
      const due = start + k * interval;
      const left = due - performance.now();
      if (left > 0) await sleep(left);
      this.late.push(performance.now() - due);
      pushes.push(this.push());
    }
    await Promise.all(pushes);
  }

  /** One frame after the other, as fast as they are answered. */
  async burst(count) {
    for (let k = 0; k < count; k += 1) await this.push();
  }

  /** Forgets what was measured so far. */
  mark() {
    this.latencies = [];
    this.late = [];
    this.silent = 0;
    this.before = this.metrics;
  }

  /** Time that the nodes used since the mark. */
  work() {
    const total = (metrics) => metrics.node_metrics.map(({ total_duration_us: time }) => time / 1000);
    const before = this.before ? total(this.before) : [];
    return total(this.metrics).map((time, node) => time - (before[node] ?? 0));
  }
}

const outcome = (streams) => ({
  latencies: streams.flatMap(({ latencies }) => latencies),
  late: streams.flatMap(({ late }) => late),
  silent: streams.reduce((sum, { silent }) => sum + silent, 0),
  work: streams.map((stream) => stream.work()),
  memory: streams.map(({ metrics }) => metrics.peak_memory_bytes),
});

let crowd = [];

window.bench = {
  isolated: () => crossOriginIsolated,

  async command(request) {
    const { exitCode, stdout, stderr } = await runner.command(request);
    if (exitCode !== 0) return { error: stderr.trim() };
    const { metrics, outputs } = JSON.parse(stdout.slice(stdout.indexOf('{')));
    return { metrics, outputs };
  },

  roundTrips: (what) => roundTrips(PipelineSession, what),
  throughNodes: async (what) => ({ metrics: await throughNodes(PipelineSession, what) }),
  afterCrash: (what) => afterCrash(PipelineSession, what),

  /** A frame to a bare worker and back: what messages cost on this machine, whatever runs in the worker. */
  async echo({ count, interval = 0 }) {
    const worker = new Worker(URL.createObjectURL(new Blob(['onmessage = ({ data }) => postMessage(data)'], { type: 'text/javascript' })));
    const times = [];
    for (let k = 0; k < count; k += 1) {
      if (interval > 0) await sleep(interval);
      const item = frame();
      const began = performance.now();
      await new Promise((resolve) => {
        worker.onmessage = resolve;
        worker.postMessage(item);
      });
      times.push(performance.now() - began);
    }
    worker.terminate();
    return times.slice(count / 5);
  },

  /** One session: warm up, then frames at their pace, then a burst. */
  async single({ manifest, engine, warmup, paced, interval, burst }) {
    const stream = await Stream.open(manifest, engine);
    await stream.burst(warmup);
    await sleep(300);
    stream.mark();
    await stream.paced(paced, interval, performance.now() + interval);
    await sleep(300);
    const atPace = outcome([stream]);
    stream.mark();
    const began = performance.now();
    await stream.burst(burst);
    const took = performance.now() - began;
    await sleep(300);
    const inBurst = { ...outcome([stream]), took };
    await stream.session.close();
    return { atPace, inBurst };
  },

  /** Opens many sessions and warms them up. */
  async gather({ manifest, count, warmup }) {
    const began = performance.now();
    for (let k = 0; k < count; k += 1) crowd.push(await Stream.open(manifest, 'worker'));
    const opened = performance.now() - began;
    await Promise.all(crowd.map((stream) => stream.burst(warmup)));
    await sleep(500);
    return { opened };
  },

  /** Frames at their pace in all of them, evenly shifted. */
  async together({ paced, interval }) {
    for (const stream of crowd) stream.mark();
    const start = performance.now() + interval;
    await Promise.all(crowd.map((stream, k) => stream.paced(paced, interval, start + (k * interval) / crowd.length)));
    await sleep(500);
    return outcome(crowd);
  },

  async scatter() {
    await Promise.all(crowd.map(({ session }) => session.close()));
    crowd = [];
  },
};

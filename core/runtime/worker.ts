/** The worker's side of protocol.ts, whatever serves its requests. */
import '../error-texts.js';
import { RmError, type RmErrorData } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import type { HostAnswer } from '../nodes/types.js';
import { transferables, type Item } from '../wire/items.js';
import type { CommandRequest, CommandResult, LogLine } from './engine.js';
import { FrameFeed, type FeedCounts, type FeedSource } from './feed.js';
import type { FileSources } from './given.js';
import type { SessionSettings } from './instance.js';
import type { Form, Forms } from './module.js';
import { parentPort } from './node-thread.js';
import type { LoadedProgram } from './program.js';
import type { FromWorker, Request, Results, ToWorker } from './protocol.js';
import type { CallListener, SessionListener } from './session-calls.js';

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
}

/** The parent's port in a thread of Node, Deno or Bun. */
const scope = (parentPort() ?? globalThis) as unknown as WorkerScope;

/** Lines wait this long for company; ms. */
const logDelay = 50;
/** ms. */
const aliveInterval = 1_000;
/** Lines per second above which the rest of that second is left out. */
const logLimit = 2_000;

/** Sends log lines in bundles, and not more than a page can show. */
class LogSender {
  #lines: LogLine[] = [];
  #since = -Infinity;
  #sent = performance.now();
  #left = 0;
  #warned = false;
  #later: ReturnType<typeof setTimeout> | undefined;

  readonly add = (line: LogLine): void => {
    const now = performance.now();
    if (now - this.#since > 1000) {
      this.#since = now;
      this.#left = logLimit;
      this.#warned = false;
    }
    if (this.#left > 0) {
      this.#left -= 1;
      this.#lines.push(line);
    } else if (!this.#warned) {
      this.#warned = true;
      this.#lines.push({ level: 'warn', text: `More than ${logLimit} lines in a second: the rest is left out.` });
    }
    // While wasm runs no timer fires, so the clock is read with each line.
    if (now - this.#sent > logDelay) this.flush();
    else this.#later ??= setTimeout(() => this.flush(), logDelay);
  };

  flush(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#sent = performance.now();
    if (this.#lines.length === 0) return;
    scope.postMessage({ type: 'log', lines: this.#lines });
    this.#lines = [];
  }
}

/** Serves one session at a time, and runs the command. Modules come in the form that it takes. */
export interface WorkerServer<As extends Form> {
  /** Of no use any more: the worker is to be replaced. */
  readonly broken: boolean;
  /** Resolves when it can serve, for one that takes its time. */
  ready?(): Promise<unknown>;
  /** @param runtime address of the module: every message brings another object for the same. */
  prepare(module: Forms[As], runtime: string): Promise<unknown>;
  open(module: Forms[As], manifest: Manifest, settings: SessionSettings, runtime: string): Promise<void>;
  push(item: Item, to: string | undefined, listener: CallListener): Promise<RmError[]>;
  end(listener: CallListener): Promise<RmError[]>;
  close(): Promise<RmError[]>;
  /** @throws {RmError} RM2307 for an item that cannot be sent. */
  answer(call: number, answer: HostAnswer): void;
  command(module: Forms[As], request: CommandRequest, runtime: string): Promise<CommandResult>;
  program(module: Forms[As], program: LoadedProgram): Promise<CommandResult>;
}

/** What a server tells the page, and is told by it. */
export interface WorkerContext extends SessionListener {
  onLog(line: LogLine): void;
  files(): FileSources;
}

const log = new LogSender();
let files: FileSources = {};
/** The request that came last: it and those before it wait when the runtime does. */
let last = 0;
const feeds = new Map<number, FrameFeed>();
let server: WorkerServer<Form>;

const plain = (failures: RmError[]): RmErrorData[] => failures.map((failure) => failure.toJSON());

/** What a request is told while it works goes to the page under its number. */
const listener = (id: number): CallListener => ({
  onOutput(output) {
    const outputs = [output];
    scope.postMessage({ type: 'outputs', id, outputs }, transferables([output.item]));
  },
});

/** Frames go from their port into the session, and only counts and failures to the page. */
function feed(id: number, source: FeedSource): Promise<FeedCounts> {
  const one = new FrameFeed(source, (item, to) => server.push(item, to, listener(id)), {
    onProgress: (counts) => scope.postMessage({ type: 'fed', id, counts }),
    onFailure: (failure) => scope.postMessage({ type: 'failure', id, error: failure.toJSON() }),
  });
  feeds.set(id, one);
  return one.done.finally(() => feeds.delete(id));
}

async function serve(id: number, request: Request): Promise<Results[keyof Results]> {
  if ('files' in request) files = request.files;
  switch (request.call) {
    case 'ready':
      return getReady(id);
    case 'prepare':
      return void (await server.prepare(request.module, request.runtime));
    case 'open':
      return void (await server.open(request.module, request.manifest, request.settings, request.runtime));
    case 'push':
      return plain(await server.push(request.item, request.to, listener(id)));
    case 'feed':
      return feed(id, request);
    case 'end':
      stopFeeds();
      return plain(await server.end(listener(id)));
    case 'close':
      stopFeeds();
      return plain(await server.close());
    case 'command':
      return server.command(request.module, request.request, request.runtime);
    case 'program':
      return server.program(request.module, request.program);
  }
}

const stopFeeds = (): void => feeds.forEach((one) => one.stop());

/** Says while it takes its time that it does not stand still. */
async function getReady(id: number): Promise<undefined> {
  const alive = setInterval(() => scope.postMessage({ type: 'ack', id }), aliveInterval);
  try {
    await server.ready?.();
  } finally {
    clearInterval(alive);
  }
}

/** An item that cannot be sent is the failure of its node, which has no more to say then. */
function hear(call: number, answer: HostAnswer): void {
  try {
    server.answer(call, answer);
  } catch (error) {
    if (server.broken) return;
    scope.postMessage({ type: 'abandon', call });
    const { message, code } = RmError.from(error);
    server.answer(call, { failed: { message, exception: code } });
  }
}

/** Buffers of a result that move to the page instead of being copied. */
function moved(value: Results[keyof Results]): Transferable[] {
  return typeof value === 'object' && 'stdout' in value ? transferables([value.stdout, value.stderr]) : [];
}

async function answer(id: number, request: Request): Promise<void> {
  try {
    const value = await serve(id, request);
    log.flush();
    scope.postMessage({ type: 'done', id, value }, moved(value));
  } catch (error) {
    log.flush();
    scope.postMessage({ type: 'failed', id, error: RmError.from(error).toJSON(), broken: server.broken });
  }
}

/** Holds a lock for life: the browser frees it when this worker ends, however it ends, and the page notices. */
function holdLock(name: string): Promise<boolean> {
  if (!name || typeof navigator !== 'object' || !navigator.locks) return Promise.resolve(false);
  return new Promise((resolve) => {
    navigator.locks
      .request(name, () => {
        resolve(true);
        return new Promise(() => {});
      })
      .catch(() => resolve(false));
  });
}

const context: WorkerContext = {
  onLog: log.add,
  onMetrics: (metrics) => scope.postMessage({ type: 'metrics', metrics }),
  onCall: (call) => {
    log.flush();
    scope.postMessage({ type: 'call', call }, call.item === undefined ? [] : transferables([call.item]));
  },
  onAbandon: (call) => scope.postMessage({ type: 'abandon', call }),
  onWaiting: () => {
    log.flush();
    scope.postMessage({ type: 'waiting', id: last });
  },
  files: () => files,
};

/** Serves the page that started this worker. */
export function serveWorker<As extends Form>(create: (context: WorkerContext) => WorkerServer<As>): void {
  server = create(context) as WorkerServer<Form>;
  scope.onmessage = ({ data }) => {
    if (data.type === 'hello') {
      void holdLock(data.lock).then((locked) => scope.postMessage({ type: 'ready', locked }));
      return;
    }
    if (data.type === 'answer') {
      hear(data.call, data.answer);
      return;
    }
    if (data.type === 'stop-feed') {
      feeds.get(data.id)?.stop();
      return;
    }
    last = data.id;
    if (data.request.call !== 'push') scope.postMessage({ type: 'ack', id: data.id });
    void answer(data.id, data.request);
  };
}

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
import { LogSender } from './log-sender.js';
import type { Form, Forms } from './module.js';
import { parentPort } from './node-thread.js';
import type { LoadedProgram } from './program.js';
import type { FromWorker, Request, Results, ToWorker } from './protocol.js';
import type { CallListener, SessionListener } from './session-calls.js';

/** Where messages come and go: the worker itself, or a port to it. */
interface Peer {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  close(): void;
}

/** ms. */
const aliveInterval = 1_000;

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
  /** Ends the session at once: whoever had it is gone. Needed where workers are shared. */
  stop?(reason: RmError): void;
  command(module: Forms[As], request: CommandRequest, runtime: string): Promise<CommandResult>;
  program(module: Forms[As], program: LoadedProgram): Promise<CommandResult>;
}

/** What a server tells the page, and is told by it. */
export interface WorkerContext extends SessionListener {
  onLog(line: LogLine): void;
  files(): FileSources;
}

type Create<As extends Form> = (context: WorkerContext) => WorkerServer<As>;

const plain = (failures: RmError[]): RmErrorData[] => failures.map((failure) => failure.toJSON());

/** One who has sessions here, one at a time: the page that started this worker, or a pipeline that shares it. */
class Client {
  readonly #peer: Peer;
  readonly #server: WorkerServer<Form>;
  readonly #log = new LogSender((lines) => this.#peer.postMessage({ type: 'log', lines }));
  readonly #feeds = new Map<number, FrameFeed>();
  #files: FileSources = {};
  /** The request that came last: it and those before it wait when the runtime does. */
  #last = 0;
  #freeLock: (() => void) | undefined;
  readonly #underWay = new Set<Promise<void>>();

  /** @param connected others compute here, too: then each hears when its turn comes. */
  constructor(peer: Peer, create: Create<Form>, connected = false) {
    this.#peer = peer;
    this.#server = create({
      onLog: this.#log.add,
      onMetrics: (metrics) => peer.postMessage({ type: 'metrics', metrics }),
      onCall: (call) => {
        this.#log.flush();
        peer.postMessage({ type: 'call', call }, call.item === undefined ? [] : transferables([call.item]));
      },
      onAbandon: (call) => peer.postMessage({ type: 'abandon', call }),
      onWaiting: () => {
        this.#log.flush();
        peer.postMessage({ type: 'waiting', id: this.#last });
      },
      files: () => this.#files,
    });
    peer.onmessage = ({ data }) => this.#take(data, create, connected);
  }

  #take(message: ToWorker, create: Create<Form>, connected: boolean): void {
    switch (message.type) {
      case 'hello':
        void this.#holdLock(message.lock).then((locked) => this.#peer.postMessage({ type: 'ready', locked }));
        return;
      case 'connect':
        new Client(message.port as Peer, create, true);
        return;
      case 'bye':
        void this.#leave();
        return;
      case 'answer':
        this.#hear(message.call, message.answer);
        return;
      case 'stop-feed':
        this.#feeds.get(message.id)?.stop();
        return;
      case 'request': {
        const { id, request } = message;
        this.#last = id;
        if (connected || request.call !== 'push') this.#peer.postMessage({ type: 'ack', id });
        const answer = this.#answer(id, request).finally(() => this.#underWay.delete(answer));
        this.#underWay.add(answer);
      }
    }
  }

  async #answer(id: number, request: Request): Promise<void> {
    try {
      const value = await this.#serve(id, request);
      this.#log.flush();
      this.#peer.postMessage({ type: 'done', id, value }, moved(value));
    } catch (error) {
      this.#log.flush();
      this.#peer.postMessage({ type: 'failed', id, error: RmError.from(error).toJSON(), broken: this.#server.broken });
    }
  }

  async #serve(id: number, request: Request): Promise<Results[keyof Results]> {
    const server = this.#server;
    if ('files' in request) this.#files = request.files;
    switch (request.call) {
      case 'ready':
        return this.#getReady(id);
      case 'prepare':
        return void (await server.prepare(request.module, request.runtime));
      case 'open':
        return void (await server.open(request.module, request.manifest, request.settings, request.runtime));
      case 'push':
        return plain(await server.push(request.item, request.to, this.#listener(id)));
      case 'feed':
        return this.#feed(id, request);
      case 'end':
        this.#stopFeeds();
        return plain(await server.end(this.#listener(id)));
      case 'close':
        this.#stopFeeds();
        return plain(await server.close());
      case 'command':
        return server.command(request.module, request.request, request.runtime);
      case 'program':
        return server.program(request.module, request.program);
    }
  }

  /** What a request is told while it works goes to the page under its number. */
  #listener(id: number): CallListener {
    return {
      onOutput: (output) => this.#peer.postMessage({ type: 'outputs', id, outputs: [output] }, transferables([output.item])),
    };
  }

  /** Frames go from their port into the session, and only counts and failures to the page. */
  #feed(id: number, source: FeedSource): Promise<FeedCounts> {
    const one = new FrameFeed(source, (item, to) => this.#server.push(item, to, this.#listener(id)), {
      onProgress: (counts) => this.#peer.postMessage({ type: 'fed', id, counts }),
      onFailure: (failure) => this.#peer.postMessage({ type: 'failure', id, error: failure.toJSON() }),
    });
    this.#feeds.set(id, one);
    return one.done.finally(() => this.#feeds.delete(id));
  }

  #stopFeeds(): void {
    this.#feeds.forEach((one) => one.stop());
  }

  /** Says while it takes its time that it does not stand still. */
  async #getReady(id: number): Promise<undefined> {
    const alive = setInterval(() => this.#peer.postMessage({ type: 'ack', id }), aliveInterval);
    try {
      await this.#server.ready?.();
    } finally {
      clearInterval(alive);
    }
  }

  /** An item that cannot be sent is the failure of its node, which has no more to say then. */
  #hear(call: number, answer: HostAnswer): void {
    const server = this.#server;
    try {
      server.answer(call, answer);
    } catch (error) {
      if (server.broken) return;
      this.#peer.postMessage({ type: 'abandon', call });
      const { message, code } = RmError.from(error);
      server.answer(call, { failed: { message, exception: code } });
    }
  }

  /** Holds a lock for life: the browser frees it when this worker ends, however it ends, and the page notices. */
  #holdLock(name: string): Promise<boolean> {
    if (!name || typeof navigator !== 'object' || !navigator.locks) return Promise.resolve(false);
    return new Promise((resolve) => {
      navigator.locks
        .request(name, () => {
          resolve(true);
          return new Promise<void>((free) => (this.#freeLock = free));
        })
        .catch(() => resolve(false));
    });
  }

  /** The answer comes when nothing of it computes any more. */
  async #leave(): Promise<void> {
    this.#stopFeeds();
    this.#server.stop?.(new RmError('RM2304'));
    await Promise.allSettled(this.#underWay);
    this.#freeLock?.();
    this.#peer.postMessage({ type: 'gone' });
    this.#peer.close();
  }
}

/** Buffers of a result that move to the page instead of being copied. */
function moved(value: Results[keyof Results]): Transferable[] {
  return typeof value === 'object' && 'stdout' in value ? transferables([value.stdout, value.stderr]) : [];
}

/** Serves the page that started this worker, or the parent of a thread of Node, Deno or Bun, and who is connected later. */
export function serveWorker<As extends Form>(create: Create<As>): void {
  new Client((parentPort() ?? globalThis) as unknown as Peer, create as Create<Form>);
}

import { RmError, type Manifest, type Pipeline, type PipelineOptions, type PipelineState, type PipelineStore } from '../../core/index.js';
import { part } from '../internal/part.js';

/** What the calls need from the element. */
export interface CallsHost {
  readonly store: PipelineStore<PipelineState>;
  isConnected(): boolean;
  /** Options of the runtime, as the attributes give them. */
  options(): PipelineOptions;
  /** What runs, once the markup was read; undefined when it means nothing. */
  current(): { manifest: Manifest | undefined; taps: string[] };
  /** Waits for the markup; false when it is wrong, which is shown already. */
  markupReady(): Promise<boolean>;
  /** Shows a failure. */
  failed(error: RmError): Promise<void>;
}

type Action = (core: Pipeline) => Promise<unknown>;

/** Calls of one element to its headless pipeline: one after another, with failures shown instead of thrown. */
export class Calls {
  /** A live session takes what is submitted. */
  live = false;
  /** The live session failed, and nobody has asked for another yet. */
  broken = false;

  readonly #host: CallsHost;
  #core: Pipeline | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  /** Bumped when all is stopped: what was queued before does not run. */
  #epoch = 0;
  #again: (() => unknown) | undefined;
  #watched: readonly string[] = [];

  constructor(host: CallsHost) {
    this.#host = host;
  }

  /** As {@link attempt}, when its turn comes and unless stopped before. */
  enqueue(again: () => unknown, action: Action): Promise<boolean> {
    const epoch = this.#epoch;
    const turn = this.#queue.then(() => (epoch === this.#epoch ? this.attempt(again, action) : false));
    this.#queue = turn;
    return turn;
  }

  /**
   * Calls the pipeline at once.
   *
   * @param again what a retry does.
   * @returns false when it failed.
   */
  async attempt(again: (() => unknown) | undefined, action: Action): Promise<boolean> {
    if (!(await this.#host.markupReady())) return false;
    this.#again = again;
    const epoch = this.#epoch;
    try {
      const { Pipeline } = await part(() => import('../../core/pipeline.js'));
      if (epoch !== this.#epoch) throw new RmError('RM2304', 'The pipeline was stopped.');
      if (!this.#host.isConnected()) throw new RmError('RM2304', 'The pipeline is not in the page.');
      await action(this.#ensure(Pipeline));
      return true;
    } catch (cause) {
      await this.#host.failed(RmError.from(cause));
      return false;
    }
  }

  /** Takes over what the markup means now. What runs is stopped. */
  update(): void {
    const { manifest, taps } = this.#host.current();
    if (this.#core) this.#core.setManifest(manifest, { taps });
    else this.#host.store.setState({ manifest, status: 'idle' });
  }

  /** Has what these nodes give told on the store's channel `tap`, from the next session on. */
  watch(ids: readonly string[]): void {
    this.#watched = ids;
    this.#core?.watch(ids);
  }

  /** Does again what failed last; false when there was nothing. */
  retry(): boolean {
    const again = this.#again;
    if (again) void again();
    return again !== undefined;
  }

  pause(): void {
    this.#core?.pause();
  }

  resume(): void {
    this.#core?.resume();
  }

  stop(): void {
    this.#epoch += 1;
    this.live = this.broken = false;
    this.#core?.stop();
  }

  /** Frees the worker; the next call makes a new pipeline, with the options of then. */
  destroy(): void {
    this.stop();
    this.#core?.destroy();
    this.#core = undefined;
  }

  #ensure(Core: typeof Pipeline): Pipeline {
    const { manifest, taps } = this.#host.current();
    // An output may have come that listens in the middle: no reason to stop what runs, as another manifest would be.
    this.#core?.tap(taps);
    if (this.#core) return this.#core;
    if (!manifest) throw new RmError('RM2003', 'Manifest error: Manifest must contain at least one node');
    const core = new Core(this.#host.store, this.#host.options());
    core.setManifest(manifest, { taps });
    core.watch(this.#watched);
    this.#core = core;
    return core;
  }
}

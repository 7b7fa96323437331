import { follow } from './load-policy.js';
import type { RmPipeline } from './pipeline.js';

/** How long after a change of the markup an `autorun` pipeline waits for the next one; ms. */
const AUTORUN_DELAY = 150;

export interface TimingActions {
  /** Waits for the markup. */
  read(): Promise<void>;
  /** Runs what the inputs hold, or what ran last. */
  run(): Promise<void>;
}

/** Decides when a pipeline loads and runs without being asked to: by its `load` policy, and by `autorun`. */
export class Timing {
  readonly #element: RmPipeline;
  readonly #actions: TimingActions;
  /** The time has come, but there was nothing to run yet. */
  #awaited = false;
  #callOff: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: RmPipeline, actions: TimingActions) {
    this.#element = element;
    this.#actions = actions;
  }

  /** Begins to wait for the time that the policy names. */
  follow(): void {
    this.#callOff?.();
    this.#callOff = follow(policyOf(this.#element), this.#element, () => void this.#actions.read().then(() => this.arrive()));
  }

  /** The time for loading has come; where there is nothing to run yet, it comes with the markup. */
  async arrive(): Promise<void> {
    const element = this.#element;
    this.#awaited = !element.manifest;
    if (!element.isConnected || !element.manifest) return;
    if (element.autorun) this.#schedule(0);
    else if (element.status === 'idle') await element.load();
  }

  /** The markup means something else. */
  changed(): void {
    const element = this.#element;
    if (this.#awaited && element.manifest) void this.arrive();
    // The first run comes with loading, as the policy says.
    else if (element.autorun && element.status !== 'idle') this.#schedule(AUTORUN_DELAY);
  }

  /** The visitor turns to an element of the pipeline. */
  touch(): void {
    if (this.#element.loadPolicy !== 'interaction' || this.#element.status !== 'idle') return;
    this.#callOff?.();
    void this.arrive();
  }

  /** A run was asked for, so it need not come by itself. */
  begun(): void {
    clearTimeout(this.#timer);
  }

  stop(): void {
    this.#callOff?.();
    clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#element.manifest) void this.#actions.run();
    }, delay);
  }
}

/** Work that nobody has to ask for starts with the page, unless the author says when. */
const policyOf = (element: RmPipeline) => (element.autorun && !element.hasAttribute('load') ? 'eager' : element.loadPolicy);

import type { RmError } from './errors.js';
import type { Manifest } from './manifest/types.js';
import type { LoadProgress } from './runtime/engine.js';
import type { Metrics } from './wire/metrics.js';

export type PipelineStatus = 'idle' | 'loading' | 'ready' | 'running' | 'paused' | 'done' | 'error';

/** What elements show of a pipeline. Streams (outputs, levels, logs) are channels, so that they do not re-render everything. */
export interface PipelineState {
  status: PipelineStatus;
  /** How far loading the runtime is; undefined before it starts. */
  progress: LoadProgress | undefined;
  /** What failed last; undefined once the next run starts. */
  error: RmError | undefined;
  manifest: Manifest | undefined;
  /** Items accepted that are not through the graph yet. */
  pending: number;
  /** Items pushed since the session was opened. */
  pushed: number;
  /** Outputs delivered since the session was opened. */
  delivered: number;
  /** What the nodes of the session have done; told at most four times a second. */
  metrics: Metrics | undefined;
  /** Id of the node that failed last. */
  failedNode: string | undefined;
}

export const initialState: PipelineState = {
  status: 'idle',
  progress: undefined,
  error: undefined,
  manifest: undefined,
  pending: 0,
  pushed: 0,
  delivered: 0,
  metrics: undefined,
  failedNode: undefined,
};

type Unsubscribe = () => void;

/** A stream of values beside the state. */
export interface Channel<Value> {
  emit(value: Value): void;
  on(listener: (value: Value) => void): Unsubscribe;
}

/** Same value, or objects and arrays with the same members. */
export function shallow(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const [first, second] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(first);
  return keys.length === Object.keys(second).length && keys.every((key) => Object.hasOwn(second, key) && Object.is(first[key], second[key]));
}

/** State that can be watched in parts, outside the DOM. */
export class PipelineStore<State extends object = PipelineState> {
  #state: State;
  readonly #subscribers = new Set<() => void>();
  readonly #channels = new Map<string, Set<(value: never) => void>>();

  constructor(initial: State = initialState as unknown as State) {
    this.#state = Object.freeze({ ...initial });
  }

  getState(): State {
    return this.#state;
  }

  /** Replaces some fields; subscribers are told at once, and only those whose part changed. */
  setState(patch: Partial<State>): void {
    const next = { ...this.#state, ...patch };
    if (shallow(next, this.#state)) return;
    this.#state = Object.freeze(next);
    for (const notify of [...this.#subscribers]) if (this.#subscribers.has(notify)) safely(notify);
  }

  /**
   * Calls back whenever the selected part changes, not at once.
   * @param isEqual when the part counts as unchanged; by default {@link shallow}.
   */
  subscribe<Part>(selector: (state: State) => Part, callback: (part: Part, previous: Part) => void, isEqual: (a: Part, b: Part) => boolean = shallow): Unsubscribe {
    let part = selector(this.#state);
    const notify = (): void => {
      const previous = part;
      const next = selector(this.#state);
      if (isEqual(next, previous)) return;
      part = next;
      callback(next, previous);
    };
    this.#subscribers.add(notify);
    return () => void this.#subscribers.delete(notify);
  }

  /** The channel of that name: `output`, `log`, … Nothing is kept for late listeners. */
  channel<Value>(name: string): Channel<Value> {
    let listeners = this.#channels.get(name) as Set<(value: Value) => void> | undefined;
    if (!listeners) this.#channels.set(name, (listeners = new Set()) as Set<(value: never) => void>);
    const all = listeners;
    return {
      emit: (value) => {
        for (const listener of [...all]) if (all.has(listener)) safely(() => listener(value));
      },
      on: (listener) => {
        all.add(listener);
        return () => void all.delete(listener);
      },
    };
  }
}

/** A listener that throws must not keep the others from being told. */
function safely(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

import { isServer, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { PipelineState } from '../../core/index.js';
import { requestContext, type PipelineContext } from './context.js';
import { part } from './part.js';

type Host = ReactiveControllerHost & HTMLElement;

export interface PipelineControllerOptions {
  /** Called with the pipeline the host now belongs to, and with undefined when it leaves it. */
  linked?(pipeline: PipelineContext | undefined): void;
  /** Called when `pipeline="id"` finds nothing once the page is there, or when nothing encloses the host. */
  orphaned?(id: string | undefined): void;
  /** Called when looking for an id is not possible at all. */
  fail?(error: unknown): void;
  /** False keeps the host to itself. */
  mayLink?(): boolean;
}

/** Grace before a link counts as broken, on a page that is loaded; ms. */
const ORPHAN_DELAY = 1000;

/** Those that no pipeline answered yet, to ask again when one comes: it may be upgraded after the elements in it. */
const unanswered = new Set<() => void>();
if (!isServer) document.addEventListener('context-provider', () => unanswered.forEach((ask) => ask()));

/**
 * Connects an element to its pipeline: the one named by its `pipeline` attribute, else the enclosing one. With a selector the
 * host is updated when the selected part of the state changes; without one it is never updated by the state.
 *
 * Works when the pipeline comes later, is moved or replaced, and lets go of it when the host leaves.
 */
export class PipelineController<Selected = undefined> implements ReactiveController {
  /** The pipeline, undefined while there is none. */
  value: PipelineContext | undefined;
  /** What the selector took from the pipeline's state. */
  selected: Selected | undefined;

  readonly #host: Host;
  readonly #selector: ((state: PipelineState) => Selected) | undefined;
  readonly #options: PipelineControllerOptions;
  readonly #release: (() => void)[] = [];
  #asked: string | null | undefined;
  #unwatch: (() => void) | undefined;
  #orphanTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, selector?: (state: PipelineState) => Selected, options: PipelineControllerOptions = {}) {
    this.#host = host;
    this.#selector = selector;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.relink();
  }

  hostDisconnected(): void {
    this.#stopLooking();
    this.#set(undefined);
  }

  hostUpdate(): void {
    if (this.#asked !== undefined && this.#asked !== this.#host.getAttribute('pipeline')) this.relink();
  }

  /** Looks for the pipeline again. */
  relink(): void {
    this.#stopLooking();
    if (this.#options.mayLink?.() === false) {
      this.#set(undefined);
      return;
    }
    const id = (this.#asked = this.#host.getAttribute('pipeline'));
    this.#waitForOrphan();
    if (!id) {
      this.#set(undefined);
      this.#ask();
      return;
    }
    const current = (this.#unwatch = (): void => {});
    part(() => import('./links.js')).then(
      ({ followId }) => {
        // The host may have gone, or been given another id meanwhile.
        if (this.#unwatch !== current) return;
        this.#unwatch = followId(this.#host, id, (context) => {
          this.#set(context);
          if (!context) this.#waitForOrphan();
        });
      },
      (error) => this.#unwatch === current && this.#options.fail?.(error),
    );
  }

  readonly #ask = (): void => {
    unanswered.add(this.#ask);
    requestContext(this.#host, (context) => {
      unanswered.delete(this.#ask);
      this.#set(context);
    });
  };

  #set(value: PipelineContext | undefined): void {
    if (value) clearTimeout(this.#orphanTimer);
    if (value === this.value) return;
    for (const release of this.#release.splice(0)) release();
    this.value = value;
    this.selected = undefined;
    if (value) {
      this.#release.push(value.join(this.#host));
      if (this.#selector) {
        this.selected = this.#selector(value.store.getState());
        this.#release.push(
          value.store.subscribe(this.#selector, (selected) => {
            this.selected = selected;
            this.#host.requestUpdate();
          }),
        );
      }
    }
    this.#options.linked?.(value);
    this.#host.requestUpdate();
  }

  #waitForOrphan(): void {
    clearTimeout(this.#orphanTimer);
    if (!this.#options.orphaned) return;
    this.#orphanTimer = setTimeout(() => {
      if (document.readyState !== 'complete') this.#waitForOrphan();
      else if (!this.value) this.#options.orphaned?.(this.#asked ?? undefined);
    }, ORPHAN_DELAY);
  }

  #stopLooking(): void {
    clearTimeout(this.#orphanTimer);
    this.#unwatch?.();
    this.#unwatch = undefined;
    unanswered.delete(this.#ask);
    this.#asked = undefined;
  }
}

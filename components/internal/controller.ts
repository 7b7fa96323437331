import { ContextEvent } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PipelineState } from '../../core/index.js';
import { pipelineContext, type PipelineContext } from './context.js';
import { findById, pageParsed, watchIds } from './links.js';

type Host = ReactiveControllerHost & HTMLElement;

export interface PipelineControllerOptions {
  /** Called with the pipeline the host now belongs to, and with undefined when it leaves it. */
  onPipeline?(pipeline: PipelineContext | undefined): void;
  /** Called when `pipeline="id"` finds nothing once the page is there, or when nothing encloses the host. */
  onOrphan?(id: string | undefined): void;
  /** False keeps the host to itself. */
  enabled?(): boolean;
}

/** Grace after the page's load event before a link counts as broken; ms. */
const ORPHAN_DELAY = 1000;

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
  #unsubscribe: (() => void) | undefined;
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
    if (this.#host.isConnected && this.#asked !== undefined && this.#asked !== this.#host.getAttribute('pipeline')) this.relink();
  }

  /** Looks for the pipeline again. */
  relink(): void {
    this.#stopLooking();
    if (this.#options.enabled && !this.#options.enabled()) {
      this.#set(undefined);
      return;
    }
    this.#asked = this.#host.getAttribute('pipeline');
    this.#waitForOrphan();
    if (this.#asked) {
      this.#unwatch = watchIds(this.#resolveId);
      this.#resolveId();
    } else {
      this.#set(undefined);
      this.#host.dispatchEvent(new ContextEvent(pipelineContext, this.#host, this.#answer, true));
    }
  }

  // A field, because ContextRoot only keeps a weak reference to it.
  readonly #answer = (value: PipelineContext | undefined, unsubscribe?: () => void): void => {
    // An answer to an earlier request, replayed after the host left or was linked by id.
    if (!this.#host.isConnected || this.#asked) {
      unsubscribe?.();
      return;
    }
    if (this.#unsubscribe !== unsubscribe) this.#unsubscribe?.();
    this.#unsubscribe = unsubscribe;
    this.#set(value);
  };

  readonly #resolveId = (): void => {
    const found = this.#asked ? findById(this.#host, this.#asked) : undefined;
    if (found?.localName === 'rm-pipeline' && !customElements.get('rm-pipeline')) {
      void customElements.whenDefined('rm-pipeline').then(this.#resolveId);
      return;
    }
    const context = found && 'context' in found ? (found as { context?: PipelineContext }).context : undefined;
    this.#set(context);
    if (!context) this.#waitForOrphan();
  };

  #set(value: PipelineContext | undefined): void {
    if (value) this.#stopOrphanTimer();
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
    this.#options.onPipeline?.(value);
    this.#host.requestUpdate();
  }

  #waitForOrphan(): void {
    if (!this.#options.onOrphan || this.#orphanTimer !== undefined) return;
    const told = this.#options.onOrphan;
    void pageParsed().then(() => {
      if (this.#orphanTimer !== undefined) return;
      this.#orphanTimer = setTimeout(() => {
        this.#orphanTimer = undefined;
        if (this.#host.isConnected && !this.value) told(this.#asked ?? undefined);
      }, ORPHAN_DELAY);
    });
  }

  #stopOrphanTimer(): void {
    clearTimeout(this.#orphanTimer);
    this.#orphanTimer = undefined;
  }

  #stopLooking(): void {
    this.#stopOrphanTimer();
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#asked = undefined;
  }
}

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { findById, watchIds } from './links.js';

/**
 * Keeps hold of the element that an attribute of the host names by its id, wherever on the page it is, and also when it comes later or
 * is replaced. Costs nothing while no id is named.
 */
export class ElementLink implements ReactiveController {
  /** The element, once it is there and upgraded. */
  value: HTMLElement | undefined;

  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #id: () => string | undefined;
  readonly #changed: (element: HTMLElement | undefined) => void;
  #unwatch: (() => void) | undefined;
  #asked: string | undefined;

  /** @param changed called with the element that is named now, and with undefined when it goes or the host does. */
  constructor(host: ReactiveControllerHost & HTMLElement, id: () => string | undefined, changed: (element: HTMLElement | undefined) => void) {
    this.#host = host;
    this.#id = id;
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    this.hostUpdate();
  }

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#unwatch = this.#asked = undefined;
    this.#set(undefined);
  }

  hostUpdate(): void {
    const id = this.#id();
    if (!this.#host.isConnected || id === this.#asked) return;
    this.#asked = id;
    this.#unwatch?.();
    this.#unwatch = id ? watchIds(this.#look) : undefined;
    if (!id) this.#set(undefined);
  }

  readonly #look = (): void => {
    const found = this.#asked ? findById(this.#host, this.#asked) : undefined;
    if (found?.localName.startsWith('rm-') && !customElements.get(found.localName)) {
      void customElements.whenDefined(found.localName).then(() => this.#host.isConnected && this.#look());
      this.#set(undefined);
    } else this.#set(found);
  };

  #set(element: HTMLElement | undefined): void {
    if (element === this.value) return;
    this.value = element;
    this.#changed(element);
  }
}

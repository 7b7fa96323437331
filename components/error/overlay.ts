/** How an error stands over the page: as a modal dialog, or as a card in the page's corner. */
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { toasts } from './toasts.js';
import type { RmErrorElement } from './error.js';

export class Overlay implements ReactiveController {
  readonly #host: RmErrorElement;
  readonly #dismiss: () => void;
  /** What is shown, undefined while nothing is. */
  #content: unknown;
  /** What the dialog was opened for. */
  #opened: unknown;
  /** What stood over the page when the host was rendered last. */
  #last: HTMLElement | null = null;
  /** Where the focus was before it came in. */
  #from: HTMLElement | undefined;
  /** Tells when a dialog that could not be seen can be. */
  readonly #unseen = typeof ResizeObserver === 'function' ? new ResizeObserver(([probe]) => probe!.contentRect.width > 0 && this.#host.requestUpdate()) : undefined;

  /** @param dismiss the visitor closes what is shown. */
  constructor(host: RmErrorElement, dismiss: () => void) {
    this.#host = host;
    this.#dismiss = dismiss;
    host.addController(this);
  }

  /** @param content stands for what is shown: with another one, a dialog is told anew. */
  render(card: TemplateResult, content: unknown): TemplateResult {
    this.#content = content;
    const shown = content === undefined ? nothing : card;
    switch (this.#host.variant) {
      case 'dialog':
        // The card has the focus first, so that a key pressed while it opens answers nothing. By its role it is read as an alert is.
        return html`<dialog part="dialog" class="over" role="alertdialog" aria-labelledby="title" aria-describedby="hint" @cancel=${this.#cancel} @close=${this.#closed}>
            <div class="card" tabindex="-1" autofocus>${shown}</div>
          </dialog>
          <span class="probe"></span>`;
      case 'toast':
        return html`<div part="toast" class="over" popover="manual" @keydown=${this.#key} @focusin=${this.#entered} @focusout=${this.#left}>${shown}</div>`;
      default:
        return card;
    }
  }

  get #over(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('.over');
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#unseen?.disconnect();
    const over = this.#over;
    if (over) this.#hide(over);
  }

  hostUpdated(): void {
    this.#unseen?.disconnect();
    const over = this.#over;
    if (this.#last && this.#last !== over) {
      // Of another variant.
      toasts.hide(this.#last);
      this.#opened = undefined;
    }
    this.#last = over;
    if (!over || !this.#host.isConnected) return;
    if (this.#content === undefined) this.#hide(over);
    else if (over instanceof HTMLDialogElement) this.#open(over);
    else toasts.show(over);
  }

  #open(dialog: HTMLDialogElement): void {
    if (this.#content === this.#opened) return;
    // Inside of something hidden nobody could see it, nor reach the page under it. The host may be without a box all the same.
    const probe = this.#host.renderRoot.querySelector('.probe')!;
    if (probe.checkVisibility?.() === false) return this.#unseen?.observe(probe);
    // Opened once more it is read once more.
    if (dialog.open) dialog.close();
    this.#from = focused();
    dialog.showModal();
    this.#opened = this.#content;
  }

  #hide(over: HTMLElement): void {
    this.#opened = undefined;
    const from = this.#from;
    this.#from = undefined;
    if (!(over instanceof HTMLDialogElement)) toasts.hide(over);
    // Which gives the focus back, unless the dialog has left the page.
    else if (over.open) over.close();
    // Whoever moved on since is left where they are.
    if (focused() === document.body) from?.focus();
  }

  /** Escape, and what stands for it on a phone. What cannot be held up is answered once it has happened. */
  readonly #cancel = (event: Event): void => {
    if (!event.cancelable) return;
    event.preventDefault();
    this.#dismiss();
  };

  /** Browsers close a dialog whatever the page says to that when Escape is pressed again, or nothing else was done in the page before. */
  readonly #closed = (event: Event): void => {
    if ((event.currentTarget as HTMLDialogElement).open || this.#opened === undefined) return;
    this.#opened = undefined;
    this.#dismiss();
    this.#host.requestUpdate();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.#dismiss();
  };

  readonly #entered = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof HTMLElement && !this.#within(relatedTarget)) this.#from = relatedTarget;
  };

  readonly #left = ({ target, relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node) {
      if (!this.#within(relatedTarget)) this.#from = undefined;
      return;
    }
    // By a click beside everything. Not when another window has it now, nor when what had it is gone.
    setTimeout(() => {
      if (document.hasFocus() && focused() === document.body && (target as Node).isConnected) this.#from = undefined;
    });
  };

  /** The page's own buttons are in the toast, too, by their slot. */
  #within(node: Node): boolean {
    return this.#host.contains(node) || (this.#over?.contains(node) ?? false);
  }
}

/** What has the focus, in whatever shadow root. */
function focused(): HTMLElement | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement ? element : undefined;
}

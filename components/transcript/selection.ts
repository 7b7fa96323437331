import { decodeLink, encodeLink, locate, selectedText, selectedTime, type Selection as Stretch, type SharedSelection } from '../../core/transcript/link.js';
import { RmSelectionEvent } from './events.js';
import type { TranscriptView } from './view.js';

/** A selection is told when it has not changed for so long; ms. */
const settled = 150;

type ComposedSelection = Selection & { getComposedRanges?(options: { shadowRoots: ShadowRoot[] }): StaticRange[] };

/** What the visitor has selected, and what the page's address points to. */
export class SelectionWatch {
  /** What the address points to, where the text has it. */
  linked: Stretch | undefined;

  readonly #view: TranscriptView;
  #listening: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = '';
  #shared: SharedSelection | undefined;
  #revision = -1;

  constructor(view: TranscriptView) {
    this.#view = view;
  }

  connect(): void {
    this.#listening?.abort();
    const { signal } = (this.#listening = new AbortController());
    document.addEventListener('selectionchange', this.#changed, { signal });
    addEventListener('hashchange', this.#readAddress, { signal });
    this.#readAddress();
  }

  disconnect(): void {
    this.#listening?.abort();
    clearTimeout(this.#timer);
  }

  /** Whether text of the transcript is selected. */
  selects(): boolean {
    return this.current() !== undefined;
  }

  /** What is selected; undefined when nothing is, or something outside of the text. */
  current(): Stretch | undefined {
    const range = this.#range();
    if (!range || (range.startContainer === range.endContainer && range.startOffset === range.endOffset)) return undefined;
    const from = this.#place(range.startContainer, range.startOffset);
    const to = this.#place(range.endContainer, range.endOffset);
    if (!from || !to || (from.index === to.index && from.offset >= to.offset)) return undefined;
    return { index: from.index, offset: from.offset, endIndex: to.index, endOffset: to.offset };
  }

  /** The text that is selected; empty when none is. */
  text(): string {
    const stretch = this.current();
    return stretch ? selectedText(this.#view.shown, stretch) : '';
  }

  /** The page's address with what is selected; undefined when nothing is. */
  address(): string | undefined {
    const stretch = this.current();
    if (!stretch) return undefined;
    const { element } = this.#view.host;
    const several = document.querySelectorAll('rm-transcript').length > 1;
    const fragment = encodeLink({ ...selectedTime(this.#view.shown, stretch), text: this.text(), ...(several && element.id && { transcript: element.id }) });
    return new URL(fragment, location.href).href;
  }

  /** Looks for what the address points to, as the text grows. Shows it when it is first found. */
  refresh(): void {
    if (!this.#shared || this.#revision === this.#view.revision) return;
    this.#revision = this.#view.revision;
    const before = this.linked;
    this.linked = locate(this.#view.shown, this.#shared);
    if (this.linked && !before) this.#view.reveal(this.linked.index);
  }

  readonly #readAddress = (): void => {
    const shared = decodeLink(location.hash);
    const own = shared && (!shared.transcript || shared.transcript === this.#view.host.element.id);
    this.#shared = own ? shared : undefined;
    this.linked = undefined;
    this.#revision = -1;
    this.#view.update();
  };

  readonly #changed = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const stretch = this.current();
      const key = JSON.stringify(stretch ?? '');
      if (key === this.#told) return;
      this.#told = key;
      if (!stretch) return;
      const { start, end } = selectedTime(this.#view.shown, stretch);
      this.#view.host.emit(new RmSelectionEvent(this.text(), start, end));
    }, settled);
  };

  /** Each browser has another way to look into a shadow root. */
  #range(): StaticRange | Range | undefined {
    const root = this.#view.host.element.shadowRoot as (ShadowRoot & { getSelection?(): Selection | null }) | null;
    const selection = document.getSelection() as ComposedSelection | null;
    if (!root || !selection) return undefined;
    if (selection.getComposedRanges) return selection.getComposedRanges({ shadowRoots: [root] })[0];
    const inner = root.getSelection ? root.getSelection() : selection;
    return inner?.rangeCount ? inner.getRangeAt(0) : undefined;
  }

  /** A point of the document as one of the text. */
  #place(node: Node, offset: number): { index: number; offset: number } | undefined {
    const element = node instanceof Element ? node : node.parentElement;
    const row = element?.closest<HTMLElement>('[data-index][role]');
    const text = row?.querySelector('[data-text]');
    if (!row || !text || row.getRootNode() !== this.#view.host.element.shadowRoot) return undefined;
    const range = document.createRange();
    range.selectNodeContents(text);
    const side = range.comparePoint(node, offset);
    if (side === 0) range.setEnd(node, offset);
    else if (side < 0) range.collapse(true);
    return { index: Number(row.dataset.index), offset: range.toString().length };
  }
}

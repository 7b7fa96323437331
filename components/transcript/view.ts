/** What `rm-transcript` is once there is text: fetched then. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { placeWords, type Segment } from '../../core/transcript/segment.js';
import { Transcript } from '../../core/transcript/transcript.js';
import type { ReadContext } from '../../core/transcript/read.js';
import type { Match } from '../../core/transcript/search.js';
import { announce } from '../internal/announce.js';
import type { PipelineContext } from '../internal/context.js';
import { part } from '../internal/part.js';
import { RmSeekEvent } from '../player/events.js';
import { RmEditEvent, RmSegmentEvent } from './events.js';
import { Follow } from './follow.js';
import { icons } from './icons.js';
import { Keyboard } from './keyboard.js';
import { PlayerLink } from './player-link.js';
import { Pointer } from './pointer.js';
import { Rows } from './rows.js';
import { Search } from './search.js';
import { SelectionWatch } from './selection.js';
import { Sight } from './sight.js';
import type { texts } from './texts.js';
import type * as Toolbar from './toolbar.js';
import type { RmTranscript } from './transcript.js';

export { viewStyles } from './view.styles.js';

/** What the element lends to its view. */
export interface TranscriptHost {
  readonly element: RmTranscript;
  words(): typeof texts;
  pipeline(): PipelineContext | undefined;
  emit(event: Event): boolean;
  fail(cause: unknown, code?: string): void;
  state(name: string, on: boolean): void;
}

export class TranscriptView {
  readonly host: TranscriptHost;
  readonly model = new Transcript();
  readonly search = new Search();
  readonly follow: Follow;
  readonly selection: SelectionWatch;
  readonly sight = new Sight(this);
  readonly rows = new Rows(this);
  readonly keyboard = new Keyboard(this);
  /** Counts the changes of the segments. */
  revision = 0;
  /** Position of the segment that has the roving tab stop, and of its word; -1 for the segment itself. */
  active = { index: 0, word: -1 };
  /** Segment that is being edited, and what its text is so far. */
  editing: { id: string; text: string } | undefined;

  readonly #pointer = new Pointer(this);
  readonly #player: PlayerLink;
  /** The text belongs to the run before. */
  #stale = false;
  #added = 0;
  /** Nothing but what the element's content said is shown. */
  #pristine = true;
  /** The row that had the focus when an update began. */
  #hadFocus = false;
  #loading: AbortController | undefined;
  #told = '';
  #tellTimer: ReturnType<typeof setTimeout> | undefined;
  #toolbar: typeof Toolbar | undefined;

  constructor(host: TranscriptHost) {
    this.host = host;
    this.follow = new Follow(this);
    this.selection = new SelectionWatch(this);
    this.#player = new PlayerLink(this);
  }

  get list(): HTMLElement | undefined {
    return this.host.element.shadowRoot?.querySelector<HTMLElement>('.list') ?? undefined;
  }

  /** The segments that are shown. */
  get shown(): readonly Segment[] {
    const { segments } = this.model;
    return this.host.element.interim === 'hide' ? segments.filter(({ final }) => final) : segments;
  }

  /** Position of the segment that is being played; -1 while none is. */
  get playing(): number {
    return this.#player.time === undefined ? -1 : this.model.at(this.#player.time);
  }

  /** The place that is being played; seconds. */
  get time(): number | undefined {
    return this.#player.time;
  }

  connect(): void {
    this.selection.connect();
  }

  disconnect(): void {
    this.selection.disconnect();
    this.follow.disconnect();
    this.#loading?.abort();
    clearTimeout(this.#tellTimer);
    this.#told = '';
  }

  // What is in it

  set(segments: readonly unknown[]): void {
    this.#stale = this.#pristine = false;
    this.model.set(segments);
    this.changed();
  }

  add(item: unknown, context: ReadContext): void {
    if (this.#stale) this.clear();
    this.#pristine = false;
    const { element } = this.host;
    this.model.limit = element.maxSegments ?? Infinity;
    for (const segment of this.model.add(item, context).segments) {
      this.host.emit(new RmSegmentEvent(segment));
      if (!segment.final) continue;
      this.#added += 1;
      if (element.announce === 'final') this.say(segment.speaker ? this.host.words().speaks(segment.speaker, segment.text) : segment.text);
    }
    this.changed();
  }

  /** Takes the content of the element, until there is text from elsewhere. */
  read(nodes: readonly Node[]): void {
    if (!this.#pristine) return;
    void import('./initial.js').then(({ readContent }) => {
      if (!this.#pristine) return;
      this.model.set(readContent(nodes));
      this.changed();
    }, this.host.fail);
  }

  async load(src: string): Promise<void> {
    this.#loading?.abort();
    const { signal } = (this.#loading = new AbortController());
    try {
      const { loadTranscript } = await import('./load.js');
      const { segments, skipped } = await loadTranscript(new URL(src, this.host.element.baseURI), signal);
      if (signal.aborted) return;
      this.set(segments);
      this.model.skipped += skipped;
    } catch (error) {
      if (!signal.aborted) this.host.fail(error, 'RM4205');
    }
  }

  /** A run begins. What is there stays until it brings something. */
  begin(): void {
    this.#stale = true;
    this.#added = 0;
  }

  settle(): void {
    if (this.#stale && !this.#pristine) this.clear();
    this.model.settle();
    if (this.host.element.announce === 'summary' && this.#added) this.say(this.host.words().added(this.#added));
    this.#added = 0;
    this.changed();
  }

  clear(): void {
    this.#stale = this.#pristine = false;
    this.editing = undefined;
    this.active = { index: 0, word: -1 };
    this.sight.clear();
    this.model.clear();
    this.changed();
  }

  changed(): void {
    this.revision += 1;
    this.host.element.requestUpdate();
  }

  update(): void {
    this.host.element.requestUpdate();
  }

  /** Has a screen reader say it. */
  say(text: string): void {
    announce(this.host.pipeline(), text);
  }

  /** Says what came of a button, in the toolbar and to a screen reader. */
  tell(text: string): void {
    this.#told = text;
    this.say(text);
    clearTimeout(this.#tellTimer);
    this.#tellTimer = setTimeout(() => {
      this.#told = '';
      this.update();
    }, 4000);
    this.update();
  }

  // What the visitor does

  seek(time: number): void {
    if (Number.isFinite(time) && this.host.emit(new RmSeekEvent(time))) this.#player.seek(time);
  }

  /** Seeks to a word, or to the segment where there is no such word. */
  seekTo(index: number, word = -1): void {
    const segment = this.shown[index];
    const start = segment && (placeWords(segment.text, segment.words)[word]?.word.start ?? segment.start);
    if (start !== undefined) this.seek(start);
  }

  find(query: string): readonly Match[] {
    this.search.query = query;
    this.search.refresh(this.shown, this.revision);
    this.showMatch(this.search.current);
    return this.search.matches;
  }

  showMatch(match: Match | undefined): void {
    if (match) this.reveal(match.index);
    this.update();
  }

  /** Brings a segment into sight, and lets go of the latest. */
  reveal(index: number): void {
    this.follow.release();
    this.follow.toRow(index, 'center');
  }

  edit(index: number): void {
    const segment = this.shown[index];
    if (!this.host.element.editable || !segment?.final) return;
    this.editing = { id: segment.id, text: segment.text };
    this.active = { index, word: -1 };
    this.host.state('editing', true);
    this.update();
    void this.host.element.updateComplete.then(() => this.list?.querySelector('textarea')?.focus());
  }

  /** Ends the editing, and keeps the new text when it is wanted and there is any. */
  finishEditing(save: boolean): void {
    const { editing } = this;
    if (!editing) return;
    this.editing = undefined;
    this.host.state('editing', false);
    const segment = this.model.segments.find(({ id }) => id === editing.id);
    const text = editing.text.trim();
    if (save && segment && text && text !== segment.text && this.host.emit(new RmEditEvent(segment, text))) {
      this.model.edit(segment.id, text);
      this.say(this.host.words().edited);
    }
    this.changed();
    void this.host.element.updateComplete.then(() => this.keyboard.focusActive());
  }

  // How it looks

  willUpdate(): void {
    const { element } = this.host;
    this.search.refresh(this.shown, this.revision);
    this.selection.refresh();
    this.host.state('empty', this.model.segments.length === 0);
    this.#hadFocus = this.list?.matches(':focus-within') ?? false;
    this.rows.willUpdate();
    if ((element.search || element.controls) && !this.#toolbar) this.fetch(() => import('./toolbar.js'), (toolbar) => (this.#toolbar = toolbar));
  }

  /** Fetches a part and takes it over. A failure is shown; it is fetched again when the visitor asks for that. */
  fetch<Module>(load: () => Promise<Module>, take: (module: Module) => unknown): void {
    if (this.host.element.error) return;
    part(load).then((module) => {
      take(module);
      this.update();
    }, this.host.fail);
  }

  render(): TemplateResult {
    const words = this.host.words();
    const { element } = this.host;
    const all = this.shown;
    const { first, end } = this.sight.of(all.map(({ id }) => id));
    // Somewhere in sight there is always a tab stop.
    const stop = this.active.index >= first && this.active.index < end ? this.active.index : Math.max(first, Math.min(end - 1, this.active.index));
    const playing = this.playing;
    const { skipped } = this.model;
    const bare = !element.search && !element.controls && !element.querySelector(':scope > [slot=toolbar]');
    return html`<div part="toolbar" class=${bare ? 'toolbar bare' : 'toolbar'}>
        ${this.#toolbar?.renderToolbar(this) ?? nothing}<slot name="toolbar" @slotchange=${this.#changes}></slot><slot name="segment" hidden @slotchange=${this.#changes}></slot><span class="told">${this.#told}</span>
      </div>
      <div
        part="list"
        class="list"
        role="log"
        aria-live="off"
        aria-label=${element.label ?? words.label}
        tabindex="-1"
        ?hidden=${all.length === 0}
        @scroll=${this.follow.scrolled}
        @click=${this.#pointer.click}
        @dblclick=${this.#pointer.doubleClick}
        @keydown=${this.keyboard.key}
      >
        <div class="room before"></div>
        <div role="list">
          ${repeat(
            all.slice(first, end),
            ({ id }) => id,
            (segment, at) => this.rows.row(segment, first + at, { total: all.length, stop, playing }),
          )}
        </div>
        <div class="room after"></div>
      </div>
      ${skipped ? html`<p class="note">${words.skipped(skipped)}</p>` : nothing}
      ${
        !this.follow.lost || all.length === 0
          ? nothing
          : html`<button part="jump" class="button small jump" type="button" @click=${() => this.follow.resume()}>
              ${icons.down}${playing >= 0 ? words.current : words.latest}
            </button>`
      }`;
  }

  /** Another toolbar or template of the page. */
  readonly #changes = (): void => this.update();

  updated(): void {
    const { list } = this;
    if (!list) return;
    this.sight.measure(list);
    this.follow.keep();
    this.sight.correct(list);
    // The row that had the focus is out of sight now; the arrow keys go on from it.
    if (this.#hadFocus && !list.matches(':focus-within')) list.focus({ preventScroll: true });
  }
}

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { PipelineState } from '../../core/index.js';
import type { ExportedFile, ExportOptions, TranscriptFormat } from '../../core/transcript/export.js';
import type { Match } from '../../core/transcript/search.js';
import type { Segment, SegmentInput } from '../../core/transcript/segment.js';
import { showError } from '../error/show.js';
import { addStyles } from '../internal/add-styles.js';
import type { PipelineContext } from '../internal/context.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { part } from '../internal/part.js';
import { texts } from './texts.js';
import { transcriptStyles } from './transcript.styles.js';
import type { TranscriptView } from './view.js';

/**
 * What was said: segments as they are recognised, first as interim text, then final, with times, words and speakers. A click on a
 * word seeks in a player; the text can be searched, edited, copied, exported and linked to. Takes strings, `{text, …}`, the output
 * of Whisper and results of the Web Speech API from its pipeline, and hyperaudio markup (`data-m`, `data-d`) or paragraphs as
 * content. Long transcripts stay light: above 500 segments only those in sight are in the document.
 *
 * A `<template slot="segment">` in it is copied for each segment, with `{{text}}`, `{{speaker}}`, `{{time}}` and any other field of a
 * segment (`{{start}}` in seconds, `{{/words/0/text}}`) filled as text. An element of it with `data-text` holds the text with its words:
 * these can be sought, searched and edited in place. Its `part` attributes can be styled from the page.
 *
 * @tag rm-transcript
 * @summary A live transcript: interim and final text, words, speakers, search, editing, export.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 * @dependency rm-export-button
 *
 * @slot - What is shown at first: paragraphs, or hyperaudio markup with times.
 * @slot empty - What is shown as long as there is no text.
 * @slot toolbar - More controls beside the element's own.
 * @slot segment - A `<template>` for the inside of each segment; see above. Another one takes its place when it is exchanged.
 *
 * @event {RmSegmentEvent} rm-segment - A segment was added, or an interim one replaced.
 * @event {RmSeekEvent} rm-seek - The visitor wants to hear a place. `preventDefault()` keeps the player where it is.
 * @event {RmEditEvent} rm-edit - The visitor changed a text. `preventDefault()` keeps the old one.
 * @event {RmSelectionEvent} rm-selection - The visitor selected text.
 * @event {RmExportEvent} rm-export - The transcript is about to be saved, copied or shared. Cancelable.
 *
 * @csspart base - The frame.
 * @csspart toolbar - The controls above.
 * @csspart search - The field of the search.
 * @csspart list - What scrolls.
 * @csspart segment - One segment.
 * @csspart segment-current - The segment that is being played.
 * @csspart time - When a segment begins.
 * @csspart speaker - Who speaks.
 * @csspart text - The text of a segment.
 * @csspart word - A word whose time is known.
 * @csspart word-current - The word that is being played.
 * @csspart interim - Text that may still change.
 * @csspart match - What the search found.
 * @csspart match-current - The match the search is at.
 * @csspart linked - What the page's address points to.
 * @csspart editor - The field in which a segment is edited.
 * @csspart jump - The button that goes back to the latest text.
 * @csspart empty - What is shown as long as there is no text.
 * @csspart error - What failed.
 *
 * @cssstate empty - There is no text.
 * @cssstate following - The latest text, or the one being played, is kept in sight.
 * @cssstate running - The pipeline is working.
 * @cssstate editing - A segment is being edited.
 *
 * @cssproperty --rm-transcript-max-size - Height at which the text begins to scroll.
 */
export class RmTranscript extends RmLinkedElement<PipelineState['status']> {
  static override styles = [...RmLinkedElement.styles, transcriptStyles];

  /** Id of the node whose results are the text; without it, the last node of the pipeline. */
  @property() from: string | undefined;

  /** Address of a transcript to begin with: VTT, SRT, TTML, CSV or JSON. */
  @property() src: string | undefined;

  /** Whether text is shown that the recogniser may still change. */
  @property() interim: 'show' | 'hide' = 'show';

  /** What times are shown. */
  @property() timestamps: 'none' | 'segment' | 'word' = 'segment';

  /** Whether is shown who speaks. */
  @property() speakers: 'show' | 'hide' = 'show';

  /** The visitor may correct the text: by double click, the pen, or F2. */
  @property({ type: Boolean }) editable = false;

  /** Keeps the latest text in sight until the reader scrolls away. */
  @property() autoscroll: 'follow' | 'off' = 'follow';

  /** Shows a field that searches. */
  @property({ type: Boolean }) search = false;

  /** Shows buttons that copy, export and link. */
  @property({ type: Boolean }) controls = false;

  /** Id of the player (rm-player, audio or video) whose sound this is the text of. */
  @property({ attribute: 'for-player' }) forPlayer: string | undefined;

  /** How many segments are kept; older ones go. */
  @property({ type: Number, attribute: 'max-segments' }) maxSegments: number | undefined;

  /** What a screen reader says by itself: each `final` segment, a `summary` at the end, or nothing. */
  @property() announce: 'off' | 'final' | 'summary' = 'final';

  /** Name of the transcript for assistive technology. */
  @property() label: string | undefined;

  #view: TranscriptView | undefined;
  #fetching: Promise<void> | undefined;
  /** What is to be done with the view once it is there. */
  readonly #waiting: ((view: TranscriptView) => void)[] = [];
  #stop: (() => void) | undefined;

  constructor() {
    super((state) => state.status);
  }

  /** The segments, oldest first. May be set by a script; what is no segment is left out. */
  get segments(): readonly Segment[] {
    return this.#view?.model.segments ?? [];
  }
  set segments(segments: readonly SegmentInput[]) {
    this.#with((view) => view.set(segments));
  }

  /** Adds what a recogniser gave: a string, a segment, Whisper's output, Web Speech results, or a list. Times in seconds. */
  add(item: unknown, start?: number, end?: number): void {
    this.#with((view) => view.add(item, { start, end }));
  }

  /** Removes all text. */
  clear(): void {
    this.#waiting.length = 0;
    this.#view?.clear();
  }

  /** Goes to a time: fires `rm-seek`, then moves the linked player; seconds. */
  seek(time: number): void {
    this.#with((view) => view.seek(time));
  }

  /** Searches, shows the first match and returns all. */
  async find(query: string): Promise<readonly Match[]> {
    return (await this.#ready()).find(query);
  }

  /** The final segments in a format; undefined for one there is not. */
  async export(format: TranscriptFormat, options: ExportOptions = {}): Promise<ExportedFile | undefined> {
    const view = await this.#ready();
    const { exportTranscript } = await part(() => import('../../core/transcript/export.js'));
    return exportTranscript(view.model.segments, format, { speakers: this.speakers === 'show', ...options });
  }

  toText = async (options?: ExportOptions): Promise<string> => this.#text('txt', options);
  toSRT = async (): Promise<string> => this.#text('srt');
  toVTT = async (): Promise<string> => this.#text('vtt');
  toTTML = async (options?: ExportOptions): Promise<string> => this.#text('ttml', options);
  toJSON = async (): Promise<string> => this.#text('json');
  toCSV = async (): Promise<string> => this.#text('csv');

  async #text(format: TranscriptFormat, options?: ExportOptions): Promise<string> {
    return (await this.export(format, options))?.text ?? '';
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    this.#stop?.();
    this.#stop = pipeline?.listen({
      reset: () => this.#view?.begin(),
      settled: () => this.#with((view) => view.settle()),
      output: ({ item, nodeId, start, end }) => {
        if (pipeline.sourcesOf(this).includes(nodeId)) this.add(item, start, end);
      },
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#view?.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#view?.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const busy = this.#busy;
    this.setState('running', busy);
    this.setState('empty', this.segments.length === 0);
    // When the pipeline begins to work, so that it is here before the first text.
    if (busy || this.search || this.controls) this.#want();
    if (changed.has('src') && this.src) this.#with((view) => view.load(this.src!));
    this.#view?.willUpdate();
  }

  protected override updated(): void {
    this.#view?.updated();
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    if (!this.#fetching) return complete;
    await this.#fetching;
    return super.getUpdateComplete();
  }

  get #busy(): boolean {
    return this.link.selected === 'running' || this.link.selected === 'loading';
  }

  #with(act: (view: TranscriptView) => void): void {
    if (this.#view) act(this.#view);
    else {
      this.#waiting.push(act);
      this.#want();
    }
  }

  #want(): void {
    if (!this.#view && !this.error) this.#fetching ??= this.#fetch();
  }

  async #ready(): Promise<TranscriptView> {
    this.#want();
    await this.#fetching;
    if (!this.#view) throw this.error ?? new Error('The transcript could not be shown.');
    return this.#view;
  }

  async #fetch(): Promise<void> {
    try {
      const { TranscriptView, viewStyles } = await part(() => import('./view.js'));
      addStyles(this, viewStyles);
      this.#view = new TranscriptView({
        element: this,
        words: () => this.wording(texts),
        pipeline: () => this.link.value,
        emit: (event) => this.emit(event),
        fail: (cause, code) => void this.fail(cause, code),
        state: (name, on) => this.setState(name, on),
      });
      if (this.isConnected) this.#view.connect();
      for (const act of this.#waiting.splice(0)) act(this.#view);
      this.requestUpdate();
    } catch (error) {
      this.fail(error);
    } finally {
      this.#fetching = undefined;
    }
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    return html`<div part="base" class="base">
      ${this.#view?.render() ?? nothing}
      ${
        this.segments.length
          ? nothing
          : html`<div part="empty" class="empty"><slot name="empty">${this.#busy ? words.listening : words.empty}</slot></div>`
      }
      <slot ?hidden=${this.#view !== undefined} @slotchange=${this.#given}></slot>
      ${showError(this.error, { part: 'error', retry: this.#retry })}
    </div>`;
  }

  readonly #retry = (): void => {
    this.error = undefined;
    this.#want();
    if (this.src) this.#with((view) => view.load(this.src!));
  };

  /** Text in the element is the text to begin with. */
  readonly #given = (event: Event): void => {
    const nodes = (event.target as HTMLSlotElement).assignedNodes();
    if (nodes.some(({ textContent }) => textContent?.trim())) this.#with((view) => view.read(nodes));
  };
}

define('rm-transcript', RmTranscript);

declare global {
  interface HTMLElementTagNameMap {
    'rm-transcript': RmTranscript;
  }
}

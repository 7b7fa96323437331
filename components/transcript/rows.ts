import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { clock } from '../../core/audio/clock.js';
import type { Segment } from '../../core/transcript/segment.js';
import { icons } from './icons.js';
import { renderText, wordAt, type Mark } from './row.js';
import type * as Template from './template.js';
import type { TranscriptView } from './view.js';

export interface RowPlace {
  /** How many segments are shown. */
  total: number;
  /** Positions of the one with the tab stop, and of the one that is being played. */
  stop: number;
  playing: number;
}

/** The rows of the list: each a segment, in the element's own form or that of the page's template. */
export class Rows {
  /** The page's own for the inside of a row. */
  template: HTMLTemplateElement | undefined;

  readonly #view: TranscriptView;
  #fromTemplate: typeof Template | undefined;

  constructor(view: TranscriptView) {
    this.#view = view;
  }

  willUpdate(): void {
    const view = this.#view;
    const template = view.host.element.querySelector<HTMLTemplateElement>(':scope > template[slot=segment]') ?? undefined;
    if (template && !this.#fromTemplate) {
      view.fetch(() => import('./template.js'), (module) => {
        this.#fromTemplate = module;
        view.sight.resized();
      });
    }
    if (template === this.template) return;
    this.template = template;
    view.sight.resized();
  }

  row(segment: Segment, index: number, { total, stop, playing }: RowPlace): TemplateResult {
    const view = this.#view;
    const { editable, timestamps } = view.host.element;
    if (!segment.final) {
      return html`<div part="segment interim" class="row interim" data-index=${index} aria-hidden="true">${this.#inside(segment, segment.text)}</div>`;
    }
    const current = index === playing;
    const stopped = index === stop;
    const spoken = current ? wordAt(segment, view.time!) : undefined;
    const active = stopped && index === view.active.index && view.active.word >= 0 ? view.active.word : undefined;
    const marks = this.#marks(index, segment);
    const editing = view.editing?.id === segment.id;
    const content = editing
      ? this.#editor(segment, view.editing!.text)
      : guard([segment, JSON.stringify(marks), active, spoken, timestamps], () => renderText({ segment, marks, active, spoken, timestamps }));
    return html`<div
      part=${current ? 'segment segment-current' : 'segment'}
      class=${current ? 'row current' : 'row'}
      role="listitem"
      data-index=${index}
      aria-posinset=${index + 1}
      aria-setsize=${total}
      aria-current=${current ? 'true' : nothing}
      tabindex=${stopped && active === undefined ? 0 : -1}
    >
      ${this.#inside(segment, content, editing)}
      ${
        editable && !editing
          ? html`<button class="button quiet small icon-only pen" type="button" tabindex="-1" aria-label=${view.host.words().edit} @click=${() => view.edit(index)}>${icons.pen}</button>`
          : nothing
      }
    </div>`;
  }

  /** @param content the text, or what edits it. */
  #inside(segment: Segment, content: unknown, editing = false): unknown {
    const { element } = this.#view.host;
    if (this.template && this.#fromTemplate) return this.#fromTemplate.insideOf(this.template, segment, element, content, editing);
    return html`${this.#time(segment)}
      <div class="body">
        ${this.#speaker(segment)}
        ${editing ? content : html`<p part="text" class="text" data-text dir="auto" lang=${segment.language ?? nothing}>${content}</p>`}
      </div>`;
  }

  /** Interim text stands where it will stand, and has no time yet. */
  #time({ start, final }: Segment): TemplateResult | typeof nothing {
    if (!final) return html`<span class="time"></span>`;
    return this.#view.host.element.timestamps === 'none' ? nothing : html`<span part="time" class="time">${start === undefined ? '' : clock(start)}</span>`;
  }

  #speaker({ speaker }: Segment): TemplateResult | typeof nothing {
    return speaker && this.#view.host.element.speakers === 'show' ? html`<span part="speaker" class="speaker" dir="auto">${speaker}</span>` : nothing;
  }

  #editor(segment: Segment, text: string): TemplateResult {
    const view = this.#view;
    const words = view.host.words();
    return html`<textarea
        part="editor"
        rows="2"
        aria-label=${words.editing(segment.text.slice(0, 60))}
        .value=${text}
        @input=${(event: Event) => view.editing && (view.editing.text = (event.target as HTMLTextAreaElement).value)}
      ></textarea>
      <span class="answers">
        <button class="button primary small" type="button" @click=${() => view.finishEditing(true)}>${words.save}</button>
        <button class="button small" type="button" @click=${() => view.finishEditing(false)}>${words.cancel}</button>
      </span>`;
  }

  #marks(index: number, { text }: Segment): Mark[] {
    const { search, selection } = this.#view;
    const marks = search.marks(index);
    const { linked } = selection;
    if (marks.length || !linked || index < linked.index || index > linked.endIndex) return marks;
    return [{ from: index === linked.index ? linked.offset : 0, to: index === linked.endIndex ? linked.endOffset : text.length, kind: 'linked' }];
  }
}

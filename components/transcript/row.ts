import { html, nothing, type TemplateResult } from 'lit';
import { clock } from '../../core/audio/clock.js';
import { placeWords, type PlacedWord, type Segment } from '../../core/transcript/segment.js';

/** A stretch of a segment's text that is set off: a match of the search, or what a link points to. */
export interface Mark {
  from: number;
  to: number;
  kind: 'match' | 'match-current' | 'linked';
}

export interface RowView {
  segment: Segment;
  marks: readonly Mark[];
  /** Position of the word that has the roving tab stop; -1 when the row itself has it, undefined when neither. */
  active: number | undefined;
  /** Position of the word that is being spoken. */
  spoken: number | undefined;
  timestamps: 'none' | 'segment' | 'word';
}

/** The text of a segment: words that can be sought, and what is set off in it. */
export function renderText({ segment, marks, active, spoken, timestamps }: RowView): unknown[] {
  const { text } = segment;
  const parts: unknown[] = [];
  let at = 0;
  for (const [index, place] of placeWords(text, segment.words).entries()) {
    if (place.from > at) parts.push(renderPlain(text, at, place.from, marks));
    parts.push(renderWord(place, index, { text, marks, active, spoken, timestamps }));
    at = place.to;
  }
  if (at < text.length) parts.push(renderPlain(text, at, text.length, marks));
  return parts;
}

function renderWord({ word, from, to }: PlacedWord, index: number, { text, marks, active, spoken, timestamps }: Omit<RowView, 'segment'> & { text: string }): TemplateResult {
  const current = index === spoken;
  return html`<span
    part=${current ? 'word word-current' : 'word'}
    class=${current ? 'word current' : 'word'}
    data-word=${index}
    data-time=${timestamps === 'word' ? clock(word.start, 1) : nothing}
    role=${index === active ? 'button' : nothing}
    tabindex=${index === active ? 0 : -1}
    >${renderPlain(text, from, to, marks)}</span
  >`;
}

function renderPlain(text: string, from: number, to: number, marks: readonly Mark[]): unknown {
  const cut = marks.filter((mark) => mark.from < to && mark.to > from);
  if (cut.length === 0) return text.slice(from, to);
  const parts: unknown[] = [];
  let at = from;
  for (const mark of cut) {
    const [start, end] = [Math.max(at, mark.from), Math.min(to, mark.to)];
    if (start >= end) continue;
    parts.push(text.slice(at, start), html`<mark part=${mark.kind} class=${mark.kind}>${text.slice(start, end)}</mark>`);
    at = end;
  }
  return [...parts, text.slice(at, to)];
}

/** The word that is spoken at a time, or was last before it. */
export function wordAt(segment: Segment, time: number): number | undefined {
  let found: number | undefined;
  for (const [index, { word }] of placeWords(segment.text, segment.words).entries()) if (word.start <= time) found = index;
  return found;
}

/** Rows as the page's own template has them: fetched when a transcript has one. */
import { noChange, render } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import { clock } from '../../core/audio/clock.js';
import type { Segment } from '../../core/transcript/segment.js';
import { fillTemplate } from '../internal/fill-template.js';
import type { RmTranscript } from './transcript.js';

type Shown = Pick<RmTranscript, 'speakers' | 'timestamps'>;

/** What the placeholders of a template name: the segment itself, its beginning as a clock has it, and what is hidden as nothing. */
const valueOf = (segment: Segment, { speakers, timestamps }: Shown): unknown => ({
  ...segment,
  speaker: speakers === 'hide' ? undefined : segment.speaker,
  time: timestamps === 'none' || segment.start === undefined ? undefined : clock(segment.start),
});

/** A copy of the template, and the element in it that is to hold the text. */
function make(template: HTMLTemplateElement, segment: Segment, shown: Shown): { element: HTMLElement; text: HTMLElement | null } {
  const element = document.createElement('div');
  element.className = 'body';
  element.append(fillTemplate(template, valueOf(segment, shown)));
  // What rows and words are found by.
  for (const inner of element.querySelectorAll('[data-index], [data-word]')) {
    inner.removeAttribute('data-index');
    inner.removeAttribute('data-word');
  }
  const [text = null, ...others] = element.querySelectorAll<HTMLElement>('[data-text]');
  for (const other of others) other.removeAttribute('data-text');
  if (text) {
    text.replaceChildren();
    text.classList.add('text');
    if (!text.dir) text.dir = 'auto';
    if (segment.language && !text.lang) text.lang = segment.language;
  }
  return { element, text };
}

class Inside extends Directive {
  #made: { template: HTMLTemplateElement; segment: Segment; shown: string; element: HTMLElement; text: HTMLElement | null } | undefined;

  override render(_template: HTMLTemplateElement, _segment: Segment, _shown: Shown, _content: unknown, _editing: boolean): unknown {
    return noChange;
  }

  override update(_part: unknown, [template, segment, { speakers, timestamps }, content, editing]: Parameters<this['render']>): unknown {
    const shown = `${speakers} ${timestamps}`;
    const before = this.#made;
    const same = before?.template === template && before.segment === segment && before.shown === shown;
    const made = same ? before : (this.#made = { template, segment, shown, ...make(template, segment, { speakers, timestamps }) });
    if (made.text) {
      made.text.classList.toggle('editing', editing);
      render(content, made.text);
    }
    return editing && !made.text ? content : made.element;
  }
}

/**
 * The inside of a row: a copy of the template, in which the element with `data-text` holds the words and what is set off in them. Where
 * there is none the text cannot be edited in its place, and what edits it stands in place of all.
 *
 * @param content the text as it is to be rendered, or what edits it.
 */
export const insideOf = directive(Inside);

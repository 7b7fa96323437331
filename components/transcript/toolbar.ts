import { html, nothing, type TemplateResult } from 'lit';
import { RmError } from '../../core/index.js';
import { toText } from '../../core/transcript/formats/text.js';
import { copyText } from '../internal/copy.js';
import { formatNumber } from '../internal/format.js';
import { icons as common } from '../internal/icons.js';
import { localeOf } from '../internal/locale.js';
import { icons } from './icons.js';
import type { TranscriptView } from './view.js';

/** The controls of a transcript: `search`, and with `controls` those that copy, export and link. */
export function renderToolbar(view: TranscriptView): TemplateResult {
  const { element } = view.host;
  return html`${element.search ? searchField(view) : nothing}${element.controls ? actions(view) : nothing}`;
}

function searchField(view: TranscriptView): TemplateResult {
  const words = view.host.words();
  const { matches, query } = view.search;
  const none = matches.length === 0;
  return html`<span class="find" role="search" @keydown=${(event: KeyboardEvent) => searchKey(event, view)}>
    <input
      part="search"
      type="search"
      aria-label=${words.search}
      placeholder=${words.searchShort}
      .value=${query}
      @input=${(event: Event) => view.find((event.target as HTMLInputElement).value)}
    />
    <span class="count">${query.trim() ? countText(view) : ''}</span>
    <button class="button quiet small icon-only" type="button" ?disabled=${none} aria-label=${words.previous} @click=${() => step(view, -1)}>${icons.previous}</button>
    <button class="button quiet small icon-only" type="button" ?disabled=${none} aria-label=${words.next} @click=${() => step(view, 1)}>${icons.next}</button>
  </span>`;
}

function countText({ search: { matches, at }, host }: TranscriptView): string {
  const words = host.words();
  if (matches.length === 0) return words.noMatches;
  const locale = localeOf(host.element);
  return matches.length === 1 ? words.matches(1) : `${words.matchOf(at + 1, matches.length).replace(/\d+/g, (digits) => formatNumber(Number(digits), locale))}`;
}

function step(view: TranscriptView, by: 1 | -1): void {
  view.showMatch(view.search.step(by));
  view.say(countText(view));
}

function searchKey(event: KeyboardEvent, view: TranscriptView): void {
  if (event.isComposing || !(event.target instanceof HTMLInputElement)) return;
  if (event.key === 'Enter') {
    event.preventDefault();
    if (view.search.matches.length) step(view, event.shiftKey ? -1 : 1);
    else view.say(countText(view));
  } else if (event.key === 'Escape' && view.search.query) {
    event.preventDefault();
    view.find('');
    view.update();
  }
}

function actions(view: TranscriptView): TemplateResult {
  const words = view.host.words();
  const empty = view.model.segments.every(({ final }) => !final);
  const { element } = view.host;
  import('../export-button/export-button.js').catch(() => {});
  return html`<span class="actions" @pointerdown=${keepSelection}>
    <button class="button small" type="button" ?disabled=${empty} @click=${() => void copy(view)}>${common.copy}${words.copy}</button>
    <button class="button small" type="button" ?disabled=${empty} aria-label=${words.share} @click=${() => void share(view)}>${icons.link}${words.shareShort}</button>
    <rm-export-button small .source=${element} ?disabled=${empty}></rm-export-button>
  </span>`;
}

/** A press on a button must not take away what is selected. */
function keepSelection(event: PointerEvent): void {
  if ((event.target as Element).closest('button')) event.preventDefault();
}

/** Copies what is selected, or everything. */
async function copy(view: TranscriptView): Promise<void> {
  const text = view.selection.text() || toText(view.model.segments.filter(({ final }) => final), { speakers: view.host.element.speakers === 'show' });
  await write(view, text, view.host.words().copied);
}

async function share(view: TranscriptView): Promise<void> {
  const address = view.selection.address();
  if (address) await write(view, address, view.host.words().linkCopied);
  else view.tell(view.host.words().selectFirst);
}

async function write(view: TranscriptView, text: string, done: string): Promise<void> {
  if (await copyText(text)) view.tell(done);
  else view.host.fail(new RmError('RM4301', 'The browser does not let this page copy.'));
}

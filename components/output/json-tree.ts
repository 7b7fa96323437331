import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { JsonValue } from '../../core/index.js';
import { formatNumber } from '../internal/format.js';
import { icons } from '../internal/icons.js';
import { localeOf } from '../internal/locale.js';
import type { texts } from './texts.js';

type Host = ReactiveControllerHost & HTMLElement;
type Path = string;

/** Children shown at once under one value; the rest follow on demand, so that a list of a million stays light. */
const PAGE = 100;

/**
 * A JSON value as a tree by the ARIA pattern: one tab stop, arrow keys, Home, End, Enter and `*`. Only what is open is
 * rendered.
 */
export class JsonTree implements ReactiveController {
  readonly #host: Host;
  readonly #open = new Set<Path>();
  readonly #more = new Map<Path, number>();
  #active: Path = '';
  #value: JsonValue = null;
  #words!: typeof texts;
  #locale: string | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** @param label Name of the tree for assistive technology. */
  render(value: JsonValue, label: string, words: typeof texts): TemplateResult {
    this.#words = words;
    this.#locale = localeOf(this.#host);
    if (value !== this.#value) {
      this.#value = value;
      this.#open.clear();
      this.#more.clear();
      this.#active = '';
      this.#openSmall(value, '', 0);
    }
    return html`<div part="tree" class="tree" role="tree" aria-label=${label} @keydown=${this.#key} @click=${this.#click}>
      ${this.#node(value, undefined, '', 1)}
    </div>`;
  }

  /** The first levels are open as long as they are short. */
  #openSmall(value: JsonValue, path: Path, depth: number): void {
    const entries = entriesOf(value);
    if (entries.length === 0 || (depth > 0 && entries.length > 12) || depth > 2) return;
    this.#open.add(path);
    for (const [key, child] of entries.slice(0, PAGE)) this.#openSmall(child, join(path, key), depth + 1);
  }

  #node(value: JsonValue, key: string | undefined, path: Path, level: number): TemplateResult {
    const entries = entriesOf(value);
    const branch = entries.length > 0;
    const open = branch && this.#open.has(path);
    const shown = this.#more.get(path) ?? PAGE;
    return html`<div
      role="treeitem"
      class="node"
      data-path=${path}
      aria-level=${level}
      aria-expanded=${branch ? open : nothing}
      aria-selected="false"
      tabindex=${path === this.#active ? 0 : -1}
    >
      <div class="line">
        <span class="twist ${branch ? '' : 'leaf'}">${icons.chevron}</span>
        <span class="value">${key === undefined ? nothing : html`<span class="key">${key}</span><span class="colon">:</span>`}${literal(value, open, this.#words, this.#locale)}</span>
      </div>
      ${
        open
          ? html`<div role="group" class="group">
              ${entries.slice(0, shown).map(([name, child]) => this.#node(child, name, join(path, name), level + 1))}
              ${entries.length > shown ? this.#rest(path, entries.length - shown, level + 1) : nothing}
            </div>`
          : nothing
      }
    </div>`;
  }

  #rest(path: Path, count: number, level: number): TemplateResult {
    const own = `${path}\u0000more`;
    return html`<div
      role="treeitem"
      class="node"
      data-path=${own}
      aria-level=${level}
      aria-selected="false"
      tabindex=${own === this.#active ? 0 : -1}
    >
      <div class="line more">… ${this.#words.more(formatNumber(count, this.#locale))}</div>
    </div>`;
  }

  readonly #click = (event: Event): void => {
    const line = event.composedPath().find((at): at is HTMLElement => at instanceof HTMLElement && at.classList.contains('line'));
    const item = line?.closest<HTMLElement>('[role=treeitem]');
    // A click that ends a selection of text is not meant for the tree.
    if (!item || String(getSelection() ?? '') !== '') return;
    this.#focus(item);
    this.#toggle(item);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const item = event.composedPath()[0];
    if (!(item instanceof HTMLElement) || item.role !== 'treeitem' && item.getAttribute('role') !== 'treeitem') return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const items = [...(item.closest('[role=tree]')?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
    const at = items.indexOf(item);
    const expanded = item.getAttribute('aria-expanded');
    const rtl = item.matches(':dir(rtl)');
    const inward = rtl ? 'ArrowLeft' : 'ArrowRight';
    const outward = rtl ? 'ArrowRight' : 'ArrowLeft';
    let next: HTMLElement | null | undefined;
    if (event.key === 'ArrowDown') next = items[at + 1];
    else if (event.key === 'ArrowUp') next = items[at - 1];
    else if (event.key === 'Home') next = items[0];
    else if (event.key === 'End') next = items.at(-1);
    else if (event.key === inward) {
      if (expanded === 'false') this.#toggle(item);
      else if (expanded === 'true') next = items[at + 1];
    } else if (event.key === outward) {
      if (expanded === 'true') this.#toggle(item);
      else next = item.parentElement?.closest<HTMLElement>('[role=treeitem]');
    } else if (event.key === 'Enter' || event.key === ' ') this.#toggle(item);
    else if (event.key === '*') {
      const siblings = item.parentElement?.querySelectorAll<HTMLElement>(':scope > [aria-expanded=false]') ?? [];
      for (const sibling of siblings) this.#open.add(sibling.dataset.path ?? '');
      this.#host.requestUpdate();
    } else return;
    event.preventDefault();
    if (next) this.#focus(next);
  };

  #toggle(item: HTMLElement): void {
    const path = item.dataset.path ?? '';
    if (path.endsWith('\u0000more')) {
      const parent = path.slice(0, -5);
      this.#more.set(parent, (this.#more.get(parent) ?? PAGE) + PAGE * 5);
      this.#active = parent;
      void this.#host.updateComplete.then(() => item.closest<HTMLElement>('[role=tree]')?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
    } else if (item.hasAttribute('aria-expanded')) {
      if (this.#open.has(path)) this.#open.delete(path);
      else this.#open.add(path);
    } else return;
    this.#host.requestUpdate();
  }

  #focus(item: HTMLElement): void {
    this.#active = item.dataset.path ?? '';
    // Made focusable now, because the next render comes later.
    item.tabIndex = 0;
    item.focus();
    this.#host.requestUpdate();
  }
}

const join = (path: Path, key: string): Path => `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;

function entriesOf(value: JsonValue): [string, JsonValue][] {
  if (Array.isArray(value)) return value.map((child, index) => [String(index), child]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function literal(value: JsonValue, open: boolean, words: typeof texts, locale: string | undefined): TemplateResult {
  if (typeof value === 'string') return html`<span class="string">${JSON.stringify(value)}</span>`;
  if (value === null || typeof value !== 'object') return html`<span class="scalar">${String(value)}</span>`;
  const count = Array.isArray(value) ? value.length : Object.keys(value).length;
  if (count === 0) return html`<span class="muted">${Array.isArray(value) ? '[]' : '{}'}</span>`;
  const number = formatNumber(count, locale);
  return html`<span class="muted summary">${Array.isArray(value) ? words.list(count, number) : words.object(count, number)}${open ? '' : html`<span class="peek">${peek(value)}</span>`}</span>`;
}

/** What is inside a closed value, in one line. */
function peek(value: JsonValue): string {
  const short = (child: JsonValue): string =>
    typeof child === 'object' && child !== null ? (Array.isArray(child) ? '[…]' : '{…}') : typeof child === 'string' ? JSON.stringify(child.slice(0, 24)) : String(child);
  const parts: string[] = [];
  const list = Array.isArray(value);
  for (const [key, child] of entriesOf(value).slice(0, 4)) parts.push(list ? short(child) : `${key}: ${short(child)}`);
  return parts.join(', ').slice(0, 80);
}

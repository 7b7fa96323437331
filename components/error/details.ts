/** Where an error happened: fetched by `rm-error` when it shows one that knows. */
import { html, nothing, type TemplateResult } from 'lit';
import { errorCodes, type RmError, type RmErrorCode } from '../../core/index.js';
import type { RmErrorElement } from './error.js';
import { sourceFor } from '../internal/error-source.js';
import { formatNumber } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import type { Hints } from '../i18n/english.js';
import type { texts } from './texts.js';

export { icons } from '../internal/icons.js';
export { detailStyles } from './details.styles.js';
export { Overlay } from './overlay.js';

/** Frames that are few enough to be shown in any case, where there is room. */
const FEW = 4;

/** What to do: in the page's language as far as the kit says it; a hint that came with the error stays as it is. */
export const hint = ({ code, hint }: RmError, words: typeof texts & Hints): string => (hint === errorCodes[code as RmErrorCode]?.hint && words[code as RmErrorCode]) || hint;

/** Node, line and Python frames of an error, as far as it has them. */
export function details(error: RmError, host: RmErrorElement, words: typeof texts): TemplateResult {
  return html`${where(error, host, words)} ${sourceOf(error, host, words)} ${frames(error, host, words)}`;
}

/** Behind a line that opens it. */
function folded({ details }: RmErrorElement, label: string, content: TemplateResult): TemplateResult {
  return html`<details part="details" class="more" ?open=${details}><summary>${label}</summary>${content}</details>`;
}

function where({ nodeId, nodeType, phase, sequence }: RmError, host: RmErrorElement, words: typeof texts): TemplateResult | typeof nothing {
  if (!nodeId && !nodeType) return nothing;
  const known: Record<string, string> = { initialize: words.initialize, process: words.process, flush: words.flush, cleanup: words.cleanup };
  const parts = [
    nodeType ? (nodeId ? words.typedNode(nodeType, nodeId) : nodeType) : words.node(nodeId ?? ''),
    phase && phase !== 'parse' ? (known[phase] ?? words.otherPhase(phase)) : '',
    sequence ? words.item(formatNumber(sequence, localeOf(host))) : '',
  ];
  return html`<p class="where">${words.where(parts.filter(Boolean).join(', '))}</p>`;
}

/** The line of a syntax error with the one before and after it, and a caret under the column. */
function sourceOf(error: RmError, host: RmErrorElement, words: typeof texts): TemplateResult | typeof nothing {
  const { position } = error;
  const known = sourceFor(error);
  if (!position || !known) return nothing;
  const lines = known.text.split('\n');
  const first = Math.max(1, position.line - 1);
  const last = Math.min(lines.length, position.line + 1);
  const shown = lines.slice(first - 1, last).filter((line) => line.trim() !== '');
  const cut = Math.min(...shown.map((line) => line.length - line.trimStart().length), position.column - 1);
  const rows: TemplateResult[] = [];
  for (let line = first; line <= last; line += 1) {
    const text = (lines[line - 1] ?? '').slice(Math.max(0, cut));
    rows.push(html`<div class="row ${line === position.line ? 'marked' : ''}"><span>${line}</span><code>${text}</code></div>`);
    if (line === position.line) {
      const pad = text.slice(0, Math.max(0, position.column - 1 - cut)).replace(/[^\t]/g, ' ');
      rows.push(html`<div class="row marked" aria-hidden="true"><span></span><span class="caret">${pad}▲</span></div>`);
    }
  }
  const label = words.source(known.label, String(position.line), String(position.column));
  const source = html`<div part="source" class="source" role="figure" aria-label=${label} tabindex="0">${rows}</div>`;
  return host.variant === 'inline' ? source : folded(host, label, source);
}

function frames({ traceback }: RmError, host: RmErrorElement, words: typeof texts): TemplateResult | typeof nothing {
  if (!traceback?.length) return nothing;
  const list = html`<ol part="frames" class="frames" aria-label=${words.frames} tabindex="0">
    ${[...traceback].reverse().map(
      (frame) => html`<li>
        <span class="place">${words.line(String(frame.line), frame.function)}</span>
        ${frame.source ? html`<code>${frame.source.trim()}</code>` : nothing}
      </li>`,
    )}
  </ol>`;
  return host.variant === 'inline' && traceback.length <= FEW ? list : folded(host, words.frames, list);
}

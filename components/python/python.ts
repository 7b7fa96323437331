import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { RmError, type TracebackFrame } from '../../core/index.js';
import { define } from '../internal/define.js';
import type { PipelineContext } from '../internal/context.js';
import { fromBase64, readPython, type PythonSource } from '../internal/python-source.js';
import { RmNode } from '../node/node.js';
import { texts } from './texts.js';

export type * from './events.js';

/**
 * A step of a pipeline written in Python: a class with `process(self, item)`. The code stands in a
 * `<script type="text/x-python">` child, which the HTML parser leaves alone, or comes from `src`.
 *
 * @tag rm-python
 * @summary A step of a pipeline written in Python.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot - What the card is called, in place of `label`.
 *
 * @event {RmNodeResultEvent} rm-node-result - A result of this node left the pipeline.
 * @event {RmNodeStateEvent} rm-node-state - The node went from one state to another: `idle`, `running`, `done`, `failed` or `bypassed`.
 * @event {RmPythonReadyEvent} rm-python-ready - A session was opened in which its class is defined; once for each session.
 * @event {RmPythonErrorEvent} rm-python-error - Its code cannot be read or raised an exception: `line` and `traceback` say where. After `rm-error`, which tells of every failure.
 * @event {RmErrorEvent} rm-error - This node failed; `error.position` or `error.traceback` says where.
 *
 * @csspart card - The card that `show` makes visible.
 * @csspart title - Its name.
 * @csspart params - Its parameters.
 * @csspart code - The code.
 * @csspart error - The error, in its place.
 *
 * @cssstate loading - The code is being fetched from `src`.
 * @cssstate ready - The runtime is ready.
 * @cssstate running - The pipeline is working or paused, and the node has had an item.
 * @cssstate done - The last run is over, and the node had a part in it.
 * @cssstate failed - This node failed last time.
 * @cssstate bypassed - The node hands its items on unchanged.
 * @cssstate error - An error is shown here.
 *
 * @cssproperty --rm-font-mono - Type of the code.
 */
export class RmPython extends RmNode {
  /** Address of a Python file, in place of the child. */
  @property() override src: string | undefined;

  /** How the child or the file is encoded: `text`, or `base64` (of UTF-8) where a content system would damage the text. */
  @property() encoding: 'text' | 'base64' = 'text';

  /** Expected hash of the file at `src`, as in a script tag. */
  @property() override integrity: string | undefined;

  @state() private override: PythonSource | undefined;
  @state() private fetched: PythonSource | undefined;

  /** Settles when the code is there (or is known not to come); undefined when nothing is being fetched. */
  pending: Promise<void> | undefined;

  #fetching: AbortController | undefined;
  #watch: MutationObserver | undefined;

  /** The code without its common indentation. Set it to run other code: the pipeline takes it with the next run. */
  get source(): string {
    return this.readSource()?.text ?? '';
  }
  set source(text: string) {
    this.override = readPython(text);
    this.error = undefined;
    this.link.value?.changed();
  }

  /**
   * The code; undefined when there is none (yet).
   *
   * @throws RmError RM1101 when base64 is damaged.
   */
  readSource(): PythonSource | undefined {
    if (this.override) return this.override;
    if (this.getAttribute('src')) return this.fetched;
    const script = this.querySelector(':scope > script:not([type="application/json"])');
    return script ? this.#decode(script.textContent ?? '') : undefined;
  }

  /** Text of the element outside of scripts: code that was written without one. */
  get strayText(): string | undefined {
    const text = [...this.childNodes]
      .filter((node) => !(node instanceof Comment) && !(node instanceof Element && node.localName === 'script'))
      .map((node) => node.textContent ?? '')
      .join('')
      .trim();
    return text || undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch = new MutationObserver(() => this.requestUpdate());
    this.#watch.observe(this, { childList: true, characterData: true, subtree: true });
    if (this.src && !this.fetched && !this.pending) this.#fetch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.disconnect();
    this.#fetching?.abort();
    this.pending = undefined;
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    super.pipelineChanged(pipeline);
    pipeline?.changed();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('src') && this.isConnected && this.hasUpdated) this.#fetch();
    this.setState('loading', this.pending !== undefined);
  }

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    if (this.show) this.requestUpdate();
  }

  protected override card(): TemplateResult {
    let text = '';
    try {
      // The first render is that of a server, which has no content.
      if (this.hasUpdated) text = this.source;
    } catch {
      // Said where it runs.
    }
    const words = this.wording(texts);
    const name = this.label || this.type || /^class\s+(\w+)/m.exec(text)?.[1] || words.python;
    const lines = text.replace(/\n$/, '').split('\n');
    // The last frames may be of another element's code, which has other lines.
    const isOurs = ({ line, source }: TracebackFrame): boolean => source === undefined || lines[line - 1]?.trim() === source.trim();
    const failedLine = this.error?.position?.line ?? this.error?.traceback?.findLast(isOurs)?.line;
    return html`<span class="dot"></span>
      ${this.cardTitle(name)}
      <div part="code" class="code" role="region" aria-label=${words.code(name)} tabindex="0">${lines.map(
        (line, index) => html`<span class="row ${index + 1 === failedLine ? 'failed' : ''}">${line}</span>`,
      )}</div>`;
  }

  #decode(raw: string): PythonSource {
    if (this.getAttribute('encoding') !== 'base64') return readPython(raw);
    try {
      return readPython(fromBase64(raw));
    } catch (cause) {
      throw new RmError('RM1101', 'The Python code is marked as base64, but is not.', { cause });
    }
  }

  #fetch(): void {
    this.#fetching?.abort();
    this.fetched = undefined;
    if (!this.src) return;
    const { signal } = (this.#fetching = new AbortController());
    const address = new URL(this.src, this.baseURI).href;
    this.pending = this.#load(address, signal)
      .then((source) => {
        this.fetched = source;
        this.error = undefined;
      })
      .catch((error: unknown) => {
        if (!signal.aborted) this.fail(error, 'RM1001');
      })
      .finally(() => {
        if (signal.aborted) return;
        this.pending = undefined;
        this.requestUpdate();
        this.link.value?.changed();
      });
  }

  async #load(address: string, signal: AbortSignal): Promise<PythonSource> {
    let response: Response;
    try {
      response = await fetch(address, { signal, ...(this.integrity && { integrity: this.integrity }) });
    } catch (cause) {
      throw new RmError(this.integrity ? 'RM1004' : 'RM1001', `${address} could not be fetched${this.integrity ? ' with the expected hash' : ''}.`, { cause });
    }
    if (!response.ok) throw new RmError('RM1002', `${address} answered ${response.status} ${response.statusText}`.trim() + '.');
    return this.#decode(await response.text());
  }
}

define('rm-python', RmPython);

declare global {
  interface HTMLElementTagNameMap {
    'rm-python': RmPython;
  }
}

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { NodeState } from '../../core/graph/activity.js';
import type { PipelineState } from '../../core/index.js';
import { RmError } from '../../core/index.js';
import { showError } from '../error/show.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import type { PipelineContext } from '../internal/context.js';
import { RmNodeResultEvent, RmNodeStateEvent, type RmNodeState } from './events.js';
import { nodeStyles } from './node.styles.js';
import { texts } from './texts.js';

export * from './events.js';

const states: readonly RmNodeState[] = ['running', 'done', 'failed', 'bypassed'];

/**
 * One step of a pipeline: a node of the runtime, of the page (`registerNode`), or a program (`type="WasiNode"`). Invisible unless `show` is set or something failed in it.
 *
 * Its parameters come from `params` (JSON), from a `<script type="application/json">` child, or from one attribute each:
 * `param-factor="3"`.
 *
 * @tag rm-node
 * @summary A step of a pipeline by the name of its node type.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot - What the card is called, in place of `label`.
 *
 * @event {RmNodeResultEvent} rm-node-result - A result of this node left the pipeline.
 * @event {RmNodeStateEvent} rm-node-state - The node went from one state to another: `idle`, `running`, `done`, `failed` or `bypassed`.
 * @event {RmErrorEvent} rm-error - This node failed.
 *
 * @csspart card - The card that `show` makes visible.
 * @csspart title - Its name.
 * @csspart params - Its parameters.
 * @csspart error - The error, in its place.
 *
 * @cssstate ready - The runtime is ready.
 * @cssstate running - The pipeline is working or paused, and the node has had an item.
 * @cssstate done - The last run is over, and the node had a part in it.
 * @cssstate failed - This node failed last time.
 * @cssstate bypassed - The node hands its items on unchanged.
 * @cssstate error - An error is shown here.
 * @cssstate orphan - The element is in no pipeline.
 *
 * @cssproperty --rm-color-success - The dot of a node that is ready.
 */
export class RmNode extends RmLinkedElement<PipelineState['status']> {
  static override styles = [...RmLinkedElement.styles, nodeStyles];

  /** Node type: a Rust node, a Python class of the runtime, a type the page has registered, or `WasiNode`. */
  @property() type = '';

  /** Ids of the nodes this one gets its items from, in place of the one before it. */
  @property() from: string | undefined;

  /** Ids of the nodes this one gives its items to, in place of the one after it. */
  @property() to: string | undefined;

  /** The node consumes a stream as a whole (`is_streaming`). */
  @property({ type: Boolean }) streaming = false;

  /** How items of several connections become its inputs: one after the other (`concat`), or as arrays of one of each (`zip`). */
  @property() join: 'concat' | 'zip' | undefined;

  /** Of a `WasiNode`: the address of its program. Like the four below it is the parameter of that name. */
  @property() src: string | undefined;

  /** Of a `WasiNode`: the SHA-256 that the program must have, as in a script tag. */
  @property() integrity: string | undefined;

  /** Of a `WasiNode`: what follows the program's name on its command line. */
  @property() args: string | undefined;

  /** Of a `WasiNode`: what an item is on its stdin: `text`, `lines`, `json` or `bytes`. */
  @property() input: string | undefined;

  /** Of a `WasiNode`: what its stdout is read as: `text`, `lines`, `json` or `bytes`. */
  @property() output: string | undefined;

  /** Which runtime the node asks for: `rust_python`, `cpython`, `cpython_wasm` or `auto`. */
  @property({ attribute: 'runtime-hint' }) runtimeHint: string | undefined;

  /** Address of a machine the node should run on, as `host:port`. */
  @property() host: string | undefined;

  /** What the node needs of the machine, as JSON. */
  @property() capabilities: string | undefined;

  /** Hands its items on unchanged. */
  @property({ type: Boolean, reflect: true }) bypass = false;

  /** Leaves the node out; its neighbours are linked to each other. */
  @property({ type: Boolean, reflect: true }) disabled = false;

  /** What the card is called. */
  @property() label = '';

  /** Shows the node as a card. */
  @property({ type: Boolean, reflect: true }) show = false;

  /** Set by the pipeline when the node failed but its error is shown elsewhere. */
  @property({ attribute: false }) failed = false;

  /** Set by the pipeline: what its node is doing. */
  @property({ attribute: false }) activity: NodeState = 'idle';

  /** Content of its own, but for scripts and blanks, stands in place of the name. Nobody knows before the first render: a server has no content. */
  @state() private titled = false;

  #stop: (() => void) | undefined;
  #state: RmNodeState | undefined;
  /** To be told once it can be seen. */
  #change: RmNodeStateEvent | undefined;

  constructor() {
    super((state) => state.status);
  }

  /** What the node is doing: `idle`, `running`, `done`, `failed` or `bypassed`. Its changes are told by `rm-node-state`. */
  get nodeState(): RmNodeState {
    return this.#state ?? 'idle';
  }

  /** Parameters of the node; the attribute holds them as JSON. Reading throws SyntaxError when that is broken. */
  get params(): unknown {
    const text = this.getAttribute('params');
    return text === null || text.trim() === '' ? undefined : JSON.parse(text);
  }
  set params(params: unknown) {
    if (params === undefined || params === null) this.removeAttribute('params');
    else this.setAttribute('params', typeof params === 'string' ? params : JSON.stringify(params));
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    this.#stop?.();
    this.#stop = pipeline?.listen({
      output: ({ nodeId, item, sequence }) => {
        if (nodeId === pipeline.nodeIdOf(this)) this.emit(new RmNodeResultEvent(item, sequence));
      },
    });
    this.activity = 'idle';
    if (!pipeline) this.failed = false;
  }

  protected override orphaned(id: string | undefined): void {
    if (id) {
      super.orphaned(id);
      return;
    }
    // Unlike an input or an output, a node without a pipeline can only be a mistake in the page.
    this.setState('orphan', true);
    this.fail(new RmError('RM1102', `This <${this.localName}> is in no rm-pipeline.`));
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'params'];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'params' && this.show) this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const status = this.link.selected;
    const [previous, state] = [this.#state, this.#look()];
    this.#state = state;
    // What it is from the start is no change.
    if (previous && state !== previous) this.#change = new RmNodeStateEvent(state, previous);
    this.chooseState(states, state);
    this.setState('ready', state !== 'failed' && (status === 'ready' || status === 'done'));
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const change = this.#change;
    this.#change = undefined;
    if (change) this.emit(change);
  }

  #look(): RmNodeState {
    if (this.bypass || this.disabled) return 'bypassed';
    // An error may be shown long after the node is at work again, or be one of the markup, of which the runtime knows nothing.
    return this.activity === 'idle' && (this.failed || this.error) ? 'failed' : this.activity;
  }

  override render(): TemplateResult {
    return html`${this.show ? html`<div part="card" class="card">${this.card()}</div>` : nothing}
    ${this.error ? html`<div part="error" class="error">${showError(this.error, { retry: this.#retry })}</div>` : nothing}`;
  }

  /** The content of the card. */
  protected card(): TemplateResult {
    const params = this.describeParams();
    return html`<span class="dot"></span>
      ${this.cardTitle(this.label || this.type || this.wording(texts).node)}
      ${params ? html`<div part="params" class="params">${params}</div>` : nothing}`;
  }

  protected cardTitle(name: string): TemplateResult {
    return html`<div part="title" class="title"><slot ?hidden=${!this.titled} @slotchange=${this.#readTitle}></slot>${this.titled ? nothing : name}</div>`;
  }

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    this.#readTitle();
  }

  readonly #readTitle = (): void => {
    this.titled = [...this.childNodes].some((node) => (node instanceof Element && node.localName !== 'script') || (node instanceof Text && node.data.trim() !== ''));
  };

  protected describeParams(): string {
    let params: unknown;
    try {
      params = this.params;
    } catch {
      return this.wording(texts).notJson;
    }
    const single = [...this.attributes].filter(({ name }) => name.startsWith('param-')).map(({ name, value }) => `${name.slice(6).replace(/-/g, '_')} ${value}`);
    if (typeof params === 'object' && params !== null) {
      single.unshift(...Object.entries(params).map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`));
    }
    return single.join(', ');
  }

  readonly #retry = (): void => this.link.value?.retry();
}

define('rm-node', RmNode);

declare global {
  interface HTMLElementTagNameMap {
    'rm-node': RmNode;
  }
}

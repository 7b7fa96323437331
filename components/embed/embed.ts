import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { RmError } from '../../core/index.js';
import { showError } from '../error/show.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { part } from '../internal/part.js';
import { readMessage, type Message } from './messages.js';
import { texts } from './texts.js';
import { webAddress } from './web-address.js';

export { tellEmbedder, type EmbeddedOptions } from './embedded.js';

const embedStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    iframe {
      display: block;
      inline-size: 100%;
      block-size: var(--_height, 20rem);
      border: 0;
    }
  }
`;

/** More than a frame should ever be; px. */
const TALLEST = 20_000;

/** What the frame is made of: with another one it opens anew. */
const named = ['src', 'manifest', 'input', 'format', 'sandbox'] as const;

/** How long `embed.html` may take to answer once it is there; ms. Its script comes after it. */
const PATIENCE = 15_000;

/**
 * A frame with a page of the kit in it: for pages whose policy allows no scripts of others but their frames, and for what should be
 * kept apart. With `manifest` it is `embed.html`, which lies beside the kit's files and shows the pipeline of that manifest between an
 * input and an output; with `src` any page. It grows and shrinks with its content, and fires the `rm-*` events of the elements inside as
 * its own, as plain events with a `detail`. A page of your own calls `tellEmbedder()` for that, as `embed.html` does.
 *
 * @tag rm-embed
 * @summary A page of the kit in a frame that fits its content.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @csspart frame - The frame.
 * @csspart error - Why there is none, or nothing in it.
 *
 * @cssstate connected - The page in the frame has answered.
 * @cssstate error - There is no frame, or it does not answer.
 */
export class RmEmbed extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, embedStyles];

  /** Address of the page. With `manifest`, that of an `embed.html`: by default the one beside the kit's files. */
  @property() src = '';

  /** Address of the manifest whose pipeline `embed.html` shows. It must be of the origin that `embed.html` is of. */
  @property() manifest = '';

  /** What the visitor puts in there, `text` by default. */
  @property() input: 'text' | 'file' | 'microphone' | undefined;

  /** How the results are shown there, as for `rm-output`. */
  @property() format: string | undefined;

  /** Height until the page in the frame tells its own; px. */
  @property({ type: Number }) height: number | undefined;

  /** What the page in the frame may ask the visitor for. */
  @property() allow = 'microphone; autoplay; clipboard-write';

  /** What a sandboxed frame may do, as for `iframe`; without the attribute there is no sandbox. */
  @property() sandbox: string | undefined;

  /** Name of the frame for assistive technology, and of the input that `embed.html` shows. */
  @property() label = '';

  @state() private url: URL | undefined;

  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** Changes with the sandbox: of two templates, however alike, each makes a frame of its own. */
  #turn = false;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('message', this.#heard);
    document.addEventListener('securitypolicyviolation', this.#refused);
    // It was taken out before its address was known.
    if (this.hasUpdated && !this.url && !this.error) this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('message', this.#heard);
    document.removeEventListener('securitypolicyviolation', this.#refused);
    clearTimeout(this.#waiting);
    this.setState('connected', false);
  }

  protected override mayLink(): boolean {
    return false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('sandbox')) this.#turn = !this.#turn;
    if (named.some((name) => changed.has(name))) this.#open();
    super.willUpdate(changed);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('height') && this.height !== undefined) this.#resize(this.height);
  }

  override render(): TemplateResult {
    const { url } = this;
    // A frame takes its sandbox when it is filled, so that comes first.
    const frame = url && html`<iframe part="frame" sandbox=${this.sandbox ?? nothing} allow=${this.allow} title=${this.label || this.wording(texts).title(url.host)} src=${url.href} @load=${this.#loaded}></iframe>`;
    return html`${frame ? (this.#turn ? html`${frame}` : html`${frame}`) : nothing}
      ${showError(this.error, { part: 'error', retry: this.#open })}`;
  }

  readonly #open = (): void => {
    clearTimeout(this.#waiting);
    this.setState('connected', false);
    this.url = this.error = undefined;
    if (this.manifest) void this.#address();
    else if (this.src && !(this.url = webAddress(this.src, this.baseURI))) this.fail(new RmError('RM1111', `"${this.src}" is no address of a page.`));
  };

  async #address(): Promise<void> {
    const asked = named.map((name) => this[name]);
    const stale = (): boolean => !this.isConnected || named.some((name, index) => this[name] !== asked[index]);
    try {
      const { embedAddress } = await part(() => import('./address.js'));
      // The frame of before is gone then, so that this one loads anew.
      await this.updateComplete;
      if (!stale()) this.url = embedAddress(this);
    } catch (error) {
      if (!stale()) this.fail(error);
    }
  }

  get #frame(): HTMLIFrameElement | null {
    return this.renderRoot.querySelector('iframe');
  }

  #greet(): void {
    // Nothing secret, and an origin that is opaque could not be named.
    this.#frame?.contentWindow?.postMessage({ rm: 1, type: 'hello' } satisfies Message, '*');
  }

  readonly #loaded = (): void => {
    this.#greet();
    // A frame that the policy refused is loaded, too.
    if (!this.manifest || this.error) return;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.fail(new RmError('RM1010', `Nothing is heard of ${this.url?.href}.`)), PATIENCE);
  };

  readonly #heard = ({ data, source, origin }: MessageEvent): void => {
    if (!source || source !== this.#frame?.contentWindow || !this.#mayBe(origin)) return;
    const message = readMessage(data);
    if (message?.type === 'ready') this.#greet();
    else if (message?.type === 'size') {
      clearTimeout(this.#waiting);
      this.error = undefined;
      this.setState('connected', true);
      this.#resize(message.height);
    } else if (message?.type === 'event') this.emit(new CustomEvent(message.name, { bubbles: true, composed: true, detail: message.detail }));
  };

  /** Whether that is the origin of the page in the frame. In a sandbox without an origin, of its own or around this page, it may have none. */
  #mayBe(told: string): boolean {
    const opaque = (this.sandbox !== undefined && !/(^|\s)allow-same-origin(\s|$)/i.test(this.sandbox)) || origin === 'null';
    return told === this.url?.origin || (opaque && told === 'null');
  }

  readonly #refused = ({ disposition, effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    // A policy that only reports keeps nothing away, and without an address it could be any frame.
    if (disposition !== 'enforce' || effectiveDirective !== 'frame-src' || !blockedURI || !this.url?.href.startsWith(blockedURI)) return;
    clearTimeout(this.#waiting);
    this.fail(new RmError('RM5016', `The page's policy keeps ${this.url.origin} out of its frames.`));
  };

  #resize(height: number): void {
    this.style.setProperty('--_height', `${Math.min(TALLEST, Math.max(0, height))}px`);
  }
}

define('rm-embed', RmEmbed);

declare global {
  interface HTMLElementTagNameMap {
    'rm-embed': RmEmbed;
  }
}

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { RmError } from '../../core/index.js';
import { showError } from '../error/show.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { readMessage } from './messages.js';
import { texts } from './texts.js';

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

/**
 * A frame with a page of the kit in it: for pages whose policy allows no scripts of others but their frames, and for what should be
 * kept apart. It grows and shrinks with its content, and fires the `rm-*` events of the elements inside as its own, as plain events
 * with a `detail`. The page in the frame calls `tellEmbedder()` for that, as `embed.html` does.
 *
 * @tag rm-embed
 * @summary A page of the kit in a frame that fits its content.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @csspart frame - The frame.
 * @csspart error - Why there is none.
 *
 * @cssstate connected - The page in the frame has answered.
 * @cssstate error - There is no frame.
 */
export class RmEmbed extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, embedStyles];

  /** Address of the page. */
  @property() src = '';

  /** Height until the page in the frame tells its own; px. */
  @property({ type: Number }) height: number | undefined;

  /** What the page in the frame may ask the visitor for. */
  @property() allow = 'microphone; autoplay; clipboard-write';

  /** What a sandboxed frame may do, as for `iframe`; without the attribute there is no sandbox. */
  @property() sandbox: string | undefined;

  /** Name of the frame for assistive technology. */
  @property() label = '';

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('message', this.#heard);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('message', this.#heard);
    this.setState('connected', false);
  }

  protected override mayLink(): boolean {
    return false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('src')) {
      this.setState('connected', false);
      this.error = undefined;
      if (this.src && !this.#url) this.fail(new RmError('RM1111', `"${this.src}" is no address of a page.`));
    }
    super.willUpdate(changed);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('height') && this.height !== undefined) this.#resize(this.height);
  }

  override render(): TemplateResult {
    const url = this.#url;
    // A frame takes its sandbox when it is filled, so that comes first.
    return html`${
        url
          ? html`<iframe part="frame" sandbox=${this.sandbox ?? nothing} allow=${this.allow} title=${this.label || this.wording(texts).title(url.host)} src=${url.href} @load=${this.#loaded}></iframe>`
          : nothing
      }
      ${showError(this.error, { part: 'error' })}`;
  }

  /** Undefined for what a frame would run instead of show. */
  get #url(): URL | undefined {
    if (!this.src || !URL.canParse(this.src, this.baseURI)) return undefined;
    const url = new URL(this.src, this.baseURI);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  }

  /** What messages of the frame must come from. */
  get #origin(): string | undefined {
    return this.sandbox === undefined || /(^|\s)allow-same-origin(\s|$)/.test(this.sandbox) ? this.#url?.origin : 'null';
  }

  get #frame(): HTMLIFrameElement | null {
    return this.renderRoot.querySelector('iframe');
  }

  readonly #loaded = (): void => {
    const origin = this.#origin;
    // Nothing secret: an opaque origin can only be reached as any.
    if (origin) this.#frame?.contentWindow?.postMessage({ rm: 1, type: 'hello' }, origin === 'null' ? '*' : origin);
  };

  readonly #heard = ({ data, source, origin }: MessageEvent): void => {
    if (!source || source !== this.#frame?.contentWindow || origin !== this.#origin) return;
    const message = readMessage(data);
    if (message?.type === 'size') {
      this.setState('connected', true);
      this.#resize(message.height);
    } else if (message?.type === 'event') this.emit(new CustomEvent(message.name, { bubbles: true, composed: true, detail: message.detail }));
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

import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { RmError } from '../../core/index.js';
import { showError } from '../error/show.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { RmFilesEvent } from '../file-input/events.js';
import { part } from '../internal/part.js';
import { buttons } from '../internal/buttons.js';
import { wave } from '../internal/wave-icon.js';
import type {} from '../file-input/file-input.js';
import { texts } from './texts.js';

const sampleStyles = css`
  @layer rm {
    :host {
      display: inline-block;
      max-inline-size: 100%;
    }
    :host(:state(error)) {
      display: block;
    }
    rm-error {
      margin-block-start: var(--_space-2);
    }
  }
`;

/**
 * A button that fetches a file, decodes it and sends it into the pipeline: something to try without a file or a microphone.
 * Inside an `rm-file-input` it fills that instead, which then fires the events.
 *
 * @tag rm-sample
 * @summary One click sends a ready-made file, for example speech, into the pipeline.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot - Content of the button.
 *
 * @event {RmFilesEvent} rm-files - The file was fetched and decoded. `preventDefault()` keeps it from the pipeline.
 *
 * @csspart button - The button.
 * @csspart error - Why the file could not be used.
 *
 * @cssstate loading - The file is being fetched.
 * @cssstate error - The file could not be used.
 * @cssstate disabled - The button is disabled.
 *
 * @cssproperty --rm-size-control - Height of the button.
 */
export class RmSample extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, buttons, sampleStyles];
  static override shadowRootOptions: ShadowRootInit = { ...RmLinkedElement.shadowRootOptions, delegatesFocus: true };

  /** Address of the file, relative to the page. */
  @property() src = '';

  /** Text of the button, when the element has no content. */
  @property() label = '';

  /** Decodes audio to this rate; Hz. */
  @property({ type: Number, attribute: 'decode-rate' }) decodeRate: number | undefined;

  /** Id of the node the file goes to; without it, every first node. */
  @property() to: string | undefined;

  /** Does nothing when pressed. */
  @property({ type: Boolean, reflect: true }) disabled = false;

  @state() private loading = false;

  #reader: AbortController | undefined;

  /** Fetches the file and sends it into the pipeline. Resolves when it is through. */
  async use(): Promise<void> {
    if (this.disabled || this.loading) return;
    this.link.value?.touch();
    this.error = undefined;
    this.loading = true;
    const { signal } = (this.#reader = new AbortController());
    try {
      const file = await this.#fetch(signal);
      const input = this.closest('rm-file-input');
      if (input?.take) {
        this.loading = false;
        await input.take([file]);
        return;
      }
      const { readFile } = await part(() => import('../internal/read-file.js'));
      const item = await readFile(file, { sampleRate: this.decodeRate, signal });
      this.loading = false;
      if (this.emit(new RmFilesEvent([file], [item]))) await this.link.value?.submit([item], this);
    } catch (error) {
      if (!signal.aborted) this.fail(error, 'RM1001');
    } finally {
      this.loading = false;
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reader?.abort();
  }

  async #fetch(signal: AbortSignal): Promise<File> {
    if (!this.src) throw new RmError('RM1001', 'This sample has no src.');
    const url = new URL(this.src, this.baseURI);
    let response: Response;
    try {
      response = await fetch(url, { signal });
    } catch (cause) {
      throw new RmError('RM1001', `${url.href} could not be fetched.`, { cause });
    }
    if (!response.ok) throw new RmError('RM1002', `${url.href} answered ${response.status} ${response.statusText}.`.replace(' .', '.'));
    const name = decodeURIComponent(url.pathname.split('/').pop() || 'sample');
    return new File([await response.blob()], name, { type: response.headers.get('content-type') ?? '' });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.setState('loading', this.loading);
    this.setState('disabled', this.disabled);
  }

  override render(): TemplateResult {
    return html`<button
        part="button"
        class="button"
        type="button"
        ?disabled=${this.disabled}
        aria-busy=${this.loading}
        @click=${() => this.use()}
      >
        ${wave}<slot>${this.label || this.wording(texts).use}</slot>
      </button>
      ${showError(this.error, { part: 'error', retry: () => void this.use() })}`;
  }
}

define('rm-sample', RmSample);

declare global {
  interface HTMLElementTagNameMap {
    'rm-sample': RmSample;
  }
}

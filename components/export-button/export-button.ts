import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ExportedFile, TranscriptFormat } from '../../core/transcript/export.js';
import { showError } from '../error/show.js';
import { buttons } from '../internal/buttons.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { ElementLink } from '../internal/element-link.js';
import { part } from '../internal/part.js';
import type { ExportAction } from './events.js';
import { icons } from './icons.js';
import { texts } from './texts.js';

const formats: readonly TranscriptFormat[] = ['txt', 'srt', 'vtt', 'ttml', 'json', 'csv', 'html'];

/** What can be exported: `rm-transcript`, or an element of the page with such a method. */
export interface Exportable extends HTMLElement {
  export(format: TranscriptFormat): Promise<ExportedFile | undefined>;
}

const exportButtonStyles = css`
  @layer rm {
    :host {
      display: inline-flex;
      flex-wrap: wrap;
      gap: var(--_space-2);
      align-items: center;
      max-inline-size: 100%;
    }
    select {
      min-block-size: var(--_control);
      max-inline-size: 100%;
      padding: 0 var(--_space-2);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      color: inherit;
      font: inherit;
    }
    select.small {
      min-block-size: 1.75rem;
      border-radius: var(--_radius-s);
      font-size: 0.8125rem;
    }
    rm-error {
      flex: 1 1 100%;
    }
  }
`;

/**
 * Saves, copies or shares a transcript as TXT, SRT, VTT, TTML, JSON, CSV or HTML. Without a `format` the visitor chooses one.
 *
 * @tag rm-export-button
 * @summary Saves, copies or shares a transcript in one of seven formats.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot label - Content of the button.
 *
 * @event {RmExportEvent} rm-export - The file is made and about to be handed on. `preventDefault()` leaves that to the page.
 *
 * @csspart button - The button.
 * @csspart format - The choice of the format.
 * @csspart error - Why it did not work.
 *
 * @cssstate loading - The file is being made.
 * @cssstate error - It did not work.
 * @cssstate disabled - The button is disabled, or there is nothing to export.
 */
export class RmExportButton extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, buttons, exportButtonStyles];
  static override shadowRootOptions: ShadowRootInit = { ...RmLinkedElement.shadowRootOptions, delegatesFocus: true };

  /** Id of what is exported; without it, the transcript around the button, or the first of its pipeline. */
  @property() for: string | undefined;

  /** The format; without it the visitor chooses. */
  @property() format: TranscriptFormat | undefined;

  /** Name of the file, without its ending. */
  @property() filename = 'transcript';

  /** What is done with the file. */
  @property() action: ExportAction = 'download';

  /** A button of less height. */
  @property({ type: Boolean }) small = false;

  /** Takes no press. */
  @property({ type: Boolean, reflect: true }) disabled = false;

  /** What is exported, in place of `for`. */
  @property({ attribute: false }) source: Exportable | undefined;

  @state() private chosen: TranscriptFormat = 'txt';
  @state() private working = false;

  readonly #target = new ElementLink(this, () => this.for, () => this.requestUpdate());

  /** Makes the file and hands it on, as a click does. Resolves when that is done, also when it failed, which is shown. */
  async export(): Promise<void> {
    if (this.disabled || this.working) return;
    this.error = undefined;
    this.working = true;
    try {
      const { handOn } = await part(() => import('./hand-on.js'));
      const source = this.source ?? (this.for ? this.#target.value : (this.closest('rm-transcript') ?? this.link.value?.element.querySelector<HTMLElement>('rm-transcript')));
      await handOn({ element: this, source: source ?? undefined, format: this.format ?? this.chosen, pipeline: this.link.value, words: this.wording(texts) });
    } catch (error) {
      this.fail(error);
    } finally {
      this.working = false;
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.setState('loading', this.working);
    this.setState('disabled', this.disabled);
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    const size = this.small ? 'small' : '';
    return html`${
        this.format
          ? nothing
          : html`<select part="format" class=${size} aria-label=${words.format} ?disabled=${this.disabled} @change=${this.#choose}>
              ${formats.map((format) => html`<option value=${format} ?selected=${format === this.chosen}>${words[format]}</option>`)}
            </select>`
      }<button part="button" class="button ${size}" type="button" ?disabled=${this.disabled} aria-busy=${this.working} @click=${() => this.export()}>
        ${icons[this.action]}<slot name="label">${words[this.action]}</slot>
      </button>
      ${showError(this.error, { part: 'error', retry: () => void this.export() })}`;
  }

  #choose(event: Event): void {
    this.chosen = (event.target as HTMLSelectElement).value as TranscriptFormat;
  }
}

define('rm-export-button', RmExportButton);

declare global {
  interface HTMLElementTagNameMap {
    'rm-export-button': RmExportButton;
  }
}

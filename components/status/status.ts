import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PipelineState, PipelineStatus } from '../../core/index.js';
import { PipelineController } from '../internal/controller.js';
import { define } from '../internal/define.js';
import { RmElement } from '../internal/element.js';
import { visuallyHidden } from '../internal/visually-hidden.js';
import { statusStyles } from './status.styles.js';
import { texts } from './texts.js';

const statuses = Object.keys(texts) as PipelineStatus[];

/**
 * Says in a word what a pipeline does. Only shows it: `rm-announcer` is what tells screen readers of changes.
 *
 * @tag rm-status
 * @summary The status of a pipeline as text, dot or badge.
 * @status experimental
 * @since 0.1
 *
 * @slot idle - In place of the word for a pipeline that was not started.
 * @slot loading - In place of the word for one whose runtime is being loaded.
 * @slot ready - In place of the word for one that is ready.
 * @slot running - In place of the word for one that runs.
 * @slot paused - In place of the word for one that is paused.
 * @slot done - In place of the word for one that is done.
 * @slot error - In place of the word for one that failed.
 *
 * @csspart base - Everything.
 * @csspart dot - The dot.
 * @csspart text - The word.
 *
 * @cssstate idle - Nothing was loaded yet.
 * @cssstate loading - The runtime is being loaded.
 * @cssstate ready - The runtime is loaded.
 * @cssstate running - Items are being processed.
 * @cssstate paused - The pipeline is paused.
 * @cssstate done - The last run is over.
 * @cssstate error - Something failed.
 *
 * @cssproperty --rm-color-accent - Tone while the pipeline loads or runs.
 * @cssproperty --rm-color-success - Tone when it is ready or done.
 * @cssproperty --rm-color-danger - Tone when it failed.
 */
export class RmStatus extends RmElement {
  static override styles = [...RmElement.styles, visuallyHidden, statusStyles];

  /** Id of the pipeline, when this element is not nested in it. */
  @property() pipeline: string | undefined;

  /** `text` is a word, `dot` a coloured dot whose word only screen readers get, `badge` both in a frame. */
  @property() variant: 'text' | 'dot' | 'badge' = 'text';

  @state() private own: PipelineStatus | undefined;

  readonly #link = new PipelineController(this, (state: PipelineState) => state.status, { mayLink: () => this.own === undefined });

  /** What is shown. Setting it takes this element off its pipeline. */
  get status(): PipelineStatus {
    return this.own ?? this.#link.selected ?? 'idle';
  }
  set status(status: PipelineStatus) {
    this.own = statuses.includes(status) ? status : 'idle';
    if (this.isConnected) this.#link.relink();
  }

  protected override willUpdate(): void {
    this.chooseState(statuses, this.status);
  }

  override render(): TemplateResult {
    const { status, variant } = this;
    const hidden = variant === 'dot' ? 'visually-hidden' : '';
    return html`<span part="base" class="base ${variant === 'badge' ? 'badge' : ''}"
      >${variant === 'text' ? nothing : html`<span part="dot" class="dot"></span>`}<span part="text" class=${hidden}
        ><slot name=${status}>${this.wording(texts)[status]}</slot></span
      ></span
    >`;
  }
}

define('rm-status', RmStatus);

declare global {
  interface HTMLElementTagNameMap {
    'rm-status': RmStatus;
  }
}

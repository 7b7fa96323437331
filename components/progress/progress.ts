import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { LoadProgress, PipelineState } from '../../core/index.js';
import { define } from '../internal/define.js';
import { RmElement } from '../internal/element.js';
import { formatBytes } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { PipelineController } from '../internal/controller.js';
import { progressStyles } from './progress.styles.js';
import { texts } from './texts.js';

/** What of the state is shown; one object so that a change of any of it updates the element. */
const select = (state: PipelineState) => ({ progress: state.progress, loading: state.status === 'loading' });

/**
 * Shows how far the runtime has come: bytes, stage, and whether they came from the cache. Stays out of sight when loading is
 * quick, so that a cached start does not flicker; its room is kept, so that nothing moves.
 *
 * @tag rm-progress
 * @summary Progress of loading the runtime, in bytes.
 * @status experimental
 * @since 0.1
 *
 * @slot label - Text in place of the stage.
 *
 * @csspart base - Everything.
 * @csspart label - The stage.
 * @csspart detail - The bytes.
 * @csspart track - The full length of the bar.
 * @csspart bar - The part that is done.
 *
 * @cssstate shown - Loading has taken longer than the threshold.
 * @cssstate loading - Something is being loaded.
 * @cssstate cached - The bytes came from the cache.
 *
 * @cssproperty --rm-color-accent - Colour of the bar.
 */
export class RmProgress extends RmElement {
  static override styles = [...RmElement.styles, progressStyles];

  /** Id of the pipeline, when this element is not nested in it. */
  @property() pipeline: string | undefined;

  /** Text in place of the stage. */
  @property() label: string | undefined;

  /** How long loading may take before this element appears; ms. */
  @property({ type: Number }) threshold = 200;

  @state() private due = false;
  @state() private own: LoadProgress | undefined;

  #controlled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #link = new PipelineController(this, select, { mayLink: () => !this.#controlled });

  /** What to show. Setting it takes this element off its pipeline; undefined or the stage `ready` hides it. */
  get progress(): LoadProgress | undefined {
    return this.#controlled ? this.own : this.#link.selected?.loading ? (this.#link.selected.progress ?? start) : undefined;
  }
  set progress(progress: LoadProgress | undefined) {
    if (!this.#controlled) {
      this.#controlled = true;
      if (this.isConnected) this.#link.relink();
    }
    this.own = progress;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override willUpdate(): void {
    const progress = this.progress;
    const loading = progress !== undefined && progress.stage !== 'ready';
    if (loading && !this.due) {
      this.#timer ??= setTimeout(() => (this.due = true), this.threshold);
    } else if (!loading) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.due = false;
    }
    this.setState('loading', loading);
    this.setState('shown', loading && this.due);
    this.setState('cached', progress?.cached ?? false);
  }

  protected override updated(): void {
    // By script, because a style attribute in the template would need a looser Content-Security-Policy.
    const bar = this.renderRoot.querySelector<HTMLElement>('.bar');
    bar?.style.setProperty('--_share', String(shareOf(this.progress ?? start) ?? 0));
  }

  override render(): TemplateResult {
    const progress = this.progress ?? start;
    const { loaded, total, stage, cached } = progress;
    const share = shareOf(progress);
    const words = this.wording(texts);
    const label = this.label ?? words[stage];
    const locale = localeOf(this);
    const amount = loaded === 0 && !total ? '' : total ? words.amount(formatBytes(loaded, locale), formatBytes(total, locale)) : formatBytes(loaded, locale);
    const detail = [amount, cached ? words.cached : ''].filter(Boolean).join(', ');
    return html`<div part="base" class="base">
      <div class="text">
        <span part="label"><slot name="label">${label}</slot></span>
        <span part="detail" class="detail">${detail}</span>
      </div>
      <div
        part="track"
        class="track"
        role="progressbar"
        aria-label=${label}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${share === undefined ? nothing : Math.round(share * 100)}
        aria-valuetext=${[label, detail].filter(Boolean).join(', ')}
      >
        <div part="bar" class="bar ${share === undefined ? 'unknown' : ''}"></div>
      </div>
    </div>`;
  }
}

const start: LoadProgress = { loaded: 0, total: undefined, stage: 'fetch', cached: false };

/** 0 to 1; undefined where the length is not known or the stage has none. */
function shareOf({ stage, loaded, total }: LoadProgress): number | undefined {
  if (stage === 'ready') return 1;
  return stage === 'fetch' && total ? Math.min(1, loaded / total) : undefined;
}

define('rm-progress', RmProgress);

declare global {
  interface HTMLElementTagNameMap {
    'rm-progress': RmProgress;
  }
}

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Level } from '../../core/index.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { watchSource } from '../internal/level-source.js';
import { localeOf } from '../internal/locale.js';
import { loudness } from '../internal/loudness.js';
import type { PipelineContext } from '../internal/context.js';
import { RmSilenceEvent } from './events.js';
import { levelMeterStyles } from './level-meter.styles.js';
import { texts } from './texts.js';

export type * from './events.js';

/** What assistive tools are told changes no more often; ms. */
const spokenInterval = 500;
/** Without a level for so long the source is off; ms. */
const offAfter = 400;
/** Below this nothing is heard: the noise of an open microphone is louder. Root mean square. */
const silent = 0.0008;
/** So long a silence is worth a word; ms. */
const silenceAfter = 3000;

/**
 * Shows how loud it is: the level as a bar, peaks as a line. Listens to the `rm-level` events of one element, or of all in its pipeline.
 *
 * @tag rm-level-meter
 * @summary Shows how loud the microphone, or another source, is.
 * @status experimental
 * @since 0.1
 *
 * @event {RmSilenceEvent} rm-silence - The source is on, but nothing has been heard for three seconds.
 *
 * @csspart track - The whole length.
 * @csspart bar - The level.
 * @csspart peak - The line at the peak; see `peak-hold`.
 * @csspart hint - Says that hardly anything is heard; see `low-warning`.
 *
 * @cssstate active - Levels arrive.
 * @cssstate clipping - It is too loud for the device.
 * @cssstate silent - The source is on, but nothing is heard.
 *
 * @cssproperty --rm-level-meter-color - Colour of the bar.
 * @cssproperty --rm-level-meter-length - Length of one that is vertical.
 */
export class RmLevelMeter extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, levelMeterStyles];

  /** Id of the element that is measured; by default all of the pipeline. */
  @property() source: string | undefined;

  /** Which way the bar grows. */
  @property({ reflect: true }) orientation: 'horizontal' | 'vertical' = 'horizontal';

  /** How long a peak stays; ms. 0: none is shown. */
  @property({ type: Number, attribute: 'peak-hold' }) peakHold = 1000;

  /** Says it when the source is on and nothing is heard. */
  @property({ type: Boolean, attribute: 'low-warning' }) lowWarning = false;

  /** Name for assistive tools. */
  @property() label = '';

  /** What assistive tools are told: changes at most twice a second. */
  @state() private spoken: { value: number; active: boolean; clipping: boolean } = { value: 0, active: false, clipping: false };
  @state() private low = false;

  @query('.track') private track!: HTMLElement;

  #unwatch: (() => void) | undefined;
  #peak = { value: 0, at: 0 };
  #silentSince: number | undefined;
  #spokenAt = -Infinity;
  #clipped = false;
  #offTimer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#off();
  }

  protected override pipelineChanged(_pipeline: PipelineContext | undefined): void {
    if (this.isConnected) this.#watch();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('source') && this.hasUpdated) this.#watch();
  }

  #watch(): void {
    this.#unwatch?.();
    this.#unwatch = watchSource(this, this.source, this.link.value?.element, 'rm-level', (event) => this.#heard(event));
  }

  #heard({ rms, peak, clipping }: Level): void {
    if (!this.hasUpdated) return;
    const now = performance.now();
    clearTimeout(this.#offTimer);
    this.#offTimer = setTimeout(() => this.#off(), offAfter);
    this.setState('active', true);
    this.setState('clipping', clipping);
    this.#clipped ||= clipping;
    const level = loudness(rms);
    if (peak >= this.#peak.value || now - this.#peak.at > this.peakHold) this.#peak = { value: peak, at: now };
    this.#show(level, this.peakHold > 0 ? loudness(this.#peak.value) : 0);
    this.#watchSilence(rms, now);
    if (now - this.#spokenAt < spokenInterval) return;
    this.#spokenAt = now;
    this.spoken = { value: Math.round(level * 100), active: true, clipping: this.#clipped };
    this.#clipped = false;
  }

  #watchSilence(rms: number, now: number): void {
    if (rms >= silent) {
      this.#silentSince = undefined;
      this.#setLow(false);
      return;
    }
    this.#silentSince ??= now;
    const lasted = now - this.#silentSince;
    if (lasted < silenceAfter || this.low) return;
    this.#setLow(true);
    this.emit(new RmSilenceEvent(lasted / 1000));
  }

  #setLow(low: boolean): void {
    this.low = low;
    this.setState('silent', low);
  }

  #off(): void {
    clearTimeout(this.#offTimer);
    this.#silentSince = undefined;
    this.#peak = { value: 0, at: 0 };
    this.#setLow(false);
    this.setState('active', false);
    this.setState('clipping', false);
    this.#show(0, 0);
    this.#spokenAt = -Infinity;
    this.spoken = { value: 0, active: false, clipping: false };
  }

  /** By script: it changes twenty times a second, and a style attribute would need a looser Content-Security-Policy. */
  #show(level: number, peak: number): void {
    this.track?.style.setProperty('--_level', level.toFixed(3));
    this.track?.style.setProperty('--_peak', peak.toFixed(3));
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    const { value, active, clipping } = this.spoken;
    const percent = new Intl.NumberFormat(localeOf(this), { style: 'percent' }).format(value / 100);
    const text = !active ? words.off : clipping ? words.clipping(percent) : this.low ? words.low(percent) : words.level(percent);
    return html`<div
        part="track"
        class="track"
        role="meter"
        aria-label=${this.label || words.label}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${value}
        aria-valuetext=${text}
      >
        <div part="bar" class="bar"></div>
        ${this.peakHold > 0 ? html`<div part="peak" class="peak"></div>` : nothing}
      </div>
      ${this.lowWarning && this.low ? html`<p part="hint">${words.lowHint}</p>` : nothing}`;
  }
}

define('rm-level-meter', RmLevelMeter);

declare global {
  interface HTMLElementTagNameMap {
    'rm-level-meter': RmLevelMeter;
  }
}

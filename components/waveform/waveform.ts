import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { showError } from '../error/show.js';
import type { PipelineContext } from '../internal/context.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { part } from '../internal/part.js';
import type { WaveformDrawing } from './drawing.js';
import { texts } from './texts.js';
import { waveformStyles } from './waveform.styles.js';

export type WaveformMode = 'scroll' | 'static' | 'bars' | 'spectrogram';

/** A stretch of the sound that is set off; seconds. */
export interface WaveformRegion {
  start: number;
  end: number;
}

/**
 * Draws sound: as it is heard (`scroll`, `bars`, `spectrogram`), or a whole recording (`static`, and `spectrogram` with `src`). Looks at
 * `rm-mic-input`, `rm-player` or any element with an `analyser` or `rm-level` events. Draws nothing while it is out of sight; where the
 * visitor wants little motion, live sound is bars that change four times a second.
 *
 * @tag rm-waveform
 * @summary Draws sound, live or recorded: waves, bars or a spectrogram.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot cursor - Shown where the player is.
 *
 * @event {RmSeekEvent} rm-seek - The visitor wants to hear a place. `preventDefault()` keeps the player where it is.
 *
 * @csspart base - Everything; the slider when it is `interactive`.
 * @csspart canvas - The drawing. Its `color`, `caret-color` and `background-color` are those of the sound, of what was played, and of the ground.
 * @csspart cursor - Where the player is.
 * @csspart error - Why a recording could not be drawn.
 *
 * @cssstate active - Sound arrives.
 * @cssstate loading - A recording is being fetched.
 *
 * @cssproperty --rm-waveform-size - Height.
 * @cssproperty --rm-waveform-color - Colour of the sound.
 */
export class RmWaveform extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, waveformStyles];

  /** Id of the element that is drawn; without it, the levels of the pipeline around. */
  @property() source: string | undefined;

  /** Address of a recording; without it, that of the player `source` names. */
  @property() src: string | undefined;

  /** What is drawn. */
  @property() mode: WaveformMode = 'scroll';

  /** A whole recording is a slider that seeks. */
  @property({ type: Boolean }) interactive = false;

  /** Stretches of a recording that are set off. */
  @property({ type: Array }) regions: readonly WaveformRegion[] = [];

  /** Name for assistive technology. */
  @property() label: string | undefined;

  #drawing: WaveformDrawing | undefined;
  #fetching = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#drawing?.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drawing?.disconnect();
  }

  protected override pipelineChanged(_pipeline: PipelineContext | undefined): void {
    this.#drawing?.relink();
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#drawing?.changed(changed as Map<PropertyKey, unknown>);
    if (!this.#drawing && !this.error) void this.#fetch();
  }

  async #fetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      const { WaveformDrawing } = await part(() => import('./drawing.js'));
      this.#drawing = new WaveformDrawing({
        element: this,
        canvas: this.renderRoot.querySelector('canvas')!,
        pipeline: () => this.link.value?.element,
        fail: (error) => void this.fail(error, 'RM4302'),
        state: (name, on) => this.setState(name, on),
      });
      if (this.isConnected) this.#drawing.connect();
    } catch (error) {
      this.fail(error);
    } finally {
      this.#fetching = false;
    }
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    const slider = this.interactive ? this.#drawing?.slider(words) : undefined;
    return html`<div
        part="base"
        class="base"
        role=${slider ? 'slider' : 'img'}
        tabindex=${slider ? 0 : nothing}
        aria-label=${this.label ?? (slider ? words.position : words.label)}
        aria-valuemin=${slider ? 0 : nothing}
        aria-valuemax=${slider?.duration ?? nothing}
        aria-valuenow=${slider?.time ?? nothing}
        aria-valuetext=${slider?.text ?? nothing}
        @keydown=${(event: KeyboardEvent) => this.#drawing?.key(event)}
        @pointerdown=${(event: PointerEvent) => this.#drawing?.press(event)}
      >
        <canvas part="canvas" aria-hidden="true"></canvas>
        <div part="cursor" class="cursor" hidden><slot name="cursor"></slot></div>
      </div>
      ${showError(this.error, { part: 'error', retry: this.#retry })}`;
  }

  readonly #retry = (): void => {
    this.error = undefined;
    if (this.#drawing) this.#drawing.retry();
    else void this.#fetch();
  };
}

define('rm-waveform', RmWaveform);

declare global {
  interface HTMLElementTagNameMap {
    'rm-waveform': RmWaveform;
  }
}

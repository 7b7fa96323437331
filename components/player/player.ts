import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { isAudio, type AudioItem } from '../../core/index.js';
import { showError } from '../error/show.js';
import { buttons } from '../internal/buttons.js';
import type { PipelineContext } from '../internal/context.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { part } from '../internal/part.js';
import type { PlayerEngine } from './engine.js';
import { icons } from './icons.js';
import { playerStyles } from './player.styles.js';
import { texts } from './texts.js';

/**
 * Plays a file, or the sound that comes out of a pipeline, block after block without gaps. `rm-transcript for-player` marks the words
 * as they are heard, `rm-waveform source` draws what is heard.
 *
 * @tag rm-player
 * @summary Plays a file, or the sound that comes out of a pipeline.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot controls - More controls, at the end of the row.
 *
 * @event {RmSeekEvent} rm-seek - The visitor wants to go elsewhere. `preventDefault()` keeps the player where it is.
 * @event {RmTimeUpdateEvent} rm-timeupdate - Where it is; ten times a second while it plays.
 * @event {Event} play - It plays.
 * @event {Event} pause - It does not play any more.
 * @event {Event} ended - It has come to the end.
 *
 * @csspart base - Everything.
 * @csspart play - The button that plays and pauses.
 * @csspart skip - The buttons that skip back and forward.
 * @csspart scrub - The slider of the position.
 * @csspart time - Position and length.
 * @csspart rate - The choice of the speed.
 * @csspart mute - The button that mutes.
 * @csspart volume - The slider of the volume.
 * @csspart error - Why it does not play.
 *
 * @cssstate playing - It plays.
 * @cssstate empty - There is nothing to play.
 */
export class RmPlayer extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, buttons, playerStyles];

  /** Address of a file; without it, what the pipeline gives is played. */
  @property() src: string | undefined;

  /** Id of the node whose sound is played; without it, the last node of the pipeline. */
  @property() from: string | undefined;

  /** Plays by itself, where the browser lets it. */
  @property({ type: Boolean }) autoplay = false;

  /** Speed; 1 is that of the recording. */
  @property({ type: Number }) rate = 1;

  /** Begins again at the end. */
  @property({ type: Boolean }) loop = false;

  /** 0 to 1. */
  @property({ type: Number }) volume = 1;

  /** Plays without a sound. */
  @property({ type: Boolean, reflect: true }) muted = false;

  /** How far the buttons skip; seconds. */
  @property({ type: Number }) skip = 15;

  /** As in `<audio>`: with it, sound of other servers can be drawn, if they allow it. */
  @property() crossorigin: string | undefined;

  /** Name of the player for assistive technology. */
  @property() label: string | undefined;

  #engine: PlayerEngine | undefined;
  #fetching: Promise<void> | undefined;
  /** What is to be done with the engine once it is there. */
  #waiting: ((engine: PlayerEngine) => unknown)[] = [];
  #stop: (() => void) | undefined;

  /** Where it is; seconds. Setting it seeks. */
  get currentTime(): number {
    return this.#engine?.currentTime ?? 0;
  }
  set currentTime(time: number) {
    if (Number.isFinite(time)) this.#with((engine) => engine.seek(Math.max(0, time)));
  }

  /** Seconds; NaN while it is not known. That of a stream grows. */
  get duration(): number {
    return this.#engine?.duration ?? NaN;
  }

  get paused(): boolean {
    return this.#engine?.paused ?? true;
  }

  /** What is heard, for drawing it; undefined while there is nothing, and for a file of a server that does not allow it. */
  get analyser(): AnalyserNode | undefined {
    return this.#engine?.analyser;
  }

  /** The sound of the pipeline that is kept, oldest first. */
  get blocks(): readonly AudioItem[] {
    return this.#engine?.blocks ?? [];
  }

  /** Plays. What hinders it is shown. Call it in answer to a gesture: browsers start no sound otherwise. */
  async play(): Promise<void> {
    let playing: Promise<void> | undefined;
    this.#with((engine) => (playing = engine.play()));
    await this.#fetching;
    await playing;
  }

  pause(): void {
    this.#with((engine) => engine.pause());
  }

  /** Adds sound to the end, as the pipeline does. */
  push(audio: AudioItem): void {
    if (!this.src && isAudio(audio)) this.#with((engine) => engine.push(audio));
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    this.#stop?.();
    this.#stop = pipeline?.listen({
      reset: () => this.#engine?.begin(),
      output: ({ item, nodeId }) => {
        if (isAudio(item) && pipeline.sourcesOf(this).includes(nodeId)) this.push(item);
      },
      settled: () => {
        if (this.#engine || this.#waiting.length) this.#with((engine) => engine.finish());
      },
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#waiting = [];
    this.#engine?.close();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.src) this.#with((engine) => engine.load());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if ((changed.has('src') && (this.src || this.#engine)) || (changed.has('crossorigin') && this.src)) this.#with((engine) => engine.load());
    this.#engine?.apply();
    this.setState('playing', !this.paused);
    this.setState('empty', this.#empty);
  }

  get #empty(): boolean {
    return !this.#engine?.loaded;
  }

  /** Does something once the part is there that plays. */
  #with(act: (engine: PlayerEngine) => unknown): void {
    if (this.#engine) act(this.#engine);
    else {
      this.#waiting.push(act);
      this.#fetching ??= this.#fetch();
    }
  }

  async #fetch(): Promise<void> {
    try {
      const { PlayerEngine } = await part(() => import('./engine.js'));
      this.#engine = new PlayerEngine({
        element: this,
        words: () => this.wording(texts),
        fail: (error) => void this.fail(error, 'RM4302'),
      });
      for (const act of this.#waiting.splice(0)) act(this.#engine);
      this.requestUpdate();
    } catch (error) {
      this.fail(error);
    } finally {
      this.#fetching = undefined;
    }
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    const { paused } = this;
    return html`<div part="base" class="base" role="group" aria-label=${this.label ?? words.label}>
        <button part="play" class="button primary icon-only" type="button" ?disabled=${this.#empty} aria-label=${paused ? words.play : words.pause} @click=${this.#toggle}>
          ${paused ? icons.play : icons.pause}
        </button>
        ${this.#engine?.controls() ?? html`<span class="scrub"></span>`}
        <slot name="controls"></slot>
      </div>
      ${showError(this.error, { part: 'error', retry: () => this.#with((engine) => engine.retry()) })}`;
  }

  readonly #toggle = (): void => {
    if (this.paused) void this.play();
    else this.pause();
  };
}

define('rm-player', RmPlayer);

declare global {
  interface HTMLElementTagNameMap {
    'rm-player': RmPlayer;
  }
}

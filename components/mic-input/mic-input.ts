import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { isActive, micStates, type MicState } from '../../core/index.js';
import type { Device } from '../../core/audio/devices.js';
import { showError } from '../error/show.js';
import { addStyles } from '../internal/add-styles.js';
import { buttons } from '../internal/buttons.js';
import type { PipelineContext } from '../internal/context.js';
import { define } from '../internal/define.js';
import { RmFormControl } from '../internal/form-control.js';
import { part } from '../internal/part.js';
import { firstTexts } from './first-texts.js';
import { mic as micIcon } from './icons.js';
import { micInputStyles } from './mic-input.styles.js';
import type * as Details from './details.js';
import type { MicWork } from './work.js';

export type * from './events.js';

/** `auto` leaves it to the browser. */
export type Processing = 'auto' | 'on' | 'off';

/**
 * The visitor's microphone as input of a pipeline. Sound goes in frames from the audio thread straight to the runtime's worker, and can be
 * kept as a file, which is the value of this form control. Nobody is asked before a gesture, and each way in which the browser
 * can refuse is a state of its own that says what to do.
 *
 * @tag rm-mic-input
 * @summary The microphone as input of a pipeline, and as a form control that records.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot label - Content of the button while it starts a recording.
 * @slot label-stop - Content of the button while it stops one.
 * @slot icon-start - Icon of the button while it starts a recording.
 * @slot icon-stop - Icon of the button while it stops one.
 * @slot denied - In place of the error when the visitor refused; so are `dismissed`, `blocked-by-policy`, `insecure`, `unsupported`, `no-device`, `in-use` and `sandboxed`.
 *
 * @event {RmRecordRequestEvent} rm-record-request - The microphone is about to be asked for. Cancelable.
 * @event {RmMicStateEvent} rm-mic-state - It went from one state to another.
 * @event {RmLevelEvent} rm-level - How loud it is, at most twenty times a second.
 * @event {RmSpeechEvent} rm-speech-start - Somebody begins to speak; see `vad`.
 * @event {RmSpeechEvent} rm-speech-end - Nobody speaks any more; see `vad`.
 * @event {RmDevicesChangeEvent} rm-devices-change - A microphone came or went.
 * @event {RmRecordingEvent} rm-recording - A recording is complete; see `record`.
 * @event {Event} change - As in a native control, when a recording is complete.
 *
 * @csspart button - The button that starts and stops.
 * @csspart icon - Its icon.
 * @csspart pause - The button that pauses.
 * @csspart mute - The button that mutes.
 * @csspart meter - The bar that shows how loud it is.
 * @csspart timer - How long it has recorded.
 * @csspart device - Name of the microphone in use.
 * @csspart message - What to do next.
 * @csspart error - Why there is no microphone.
 *
 * @cssstate idle - Nothing is recorded.
 * @cssstate requesting - The browser asks the visitor.
 * @cssstate recording - Sound is taken.
 * @cssstate paused - The recording is paused.
 * @cssstate muted - Silence is taken.
 * @cssstate denied - The visitor refused.
 * @cssstate dismissed - The visitor closed the question.
 * @cssstate blocked-by-policy - The page's policy, or the frame around it, forbids it.
 * @cssstate insecure - The page does not come over https.
 * @cssstate unsupported - The browser cannot record.
 * @cssstate no-device - There is no microphone.
 * @cssstate in-use - Another program holds it.
 * @cssstate sandboxed - The page stands in a sandbox without an origin.
 * @cssstate error - Something failed.
 *
 * @cssproperty --rm-mic-input-active - Background of the button while it records.
 * @cssproperty --rm-color-success - The level.
 */
export class RmMicInput extends RmFormControl {
  static override styles = [...RmFormControl.styles, buttons, micInputStyles];

  /** Id of the microphone; by default the one the visitor chose before, else the system's. */
  @property({ attribute: 'device-id' }) deviceId: string | undefined;

  /** Rate at which sound comes; Hz. */
  @property({ type: Number, attribute: 'sample-rate' }) sampleRate = 16000;

  /** Channels of the items: 1 or 2. */
  @property({ type: Number }) channels = 1;

  /** Whether the browser takes out what the page itself plays; `auto` leaves it to the browser, like the two below. */
  @property({ attribute: 'echo-cancellation' }) echoCancellation: Processing = 'auto';

  /** Whether it takes out steady noise. */
  @property({ attribute: 'noise-suppression' }) noiseSuppression: Processing = 'auto';

  /** Whether it evens out how loud the speaker is. */
  @property({ attribute: 'auto-gain' }) autoGain: Processing = 'auto';

  /** Who tells when somebody speaks: nobody (`off`), how loud it is (`energy`), or the node of this id, with output `events`. */
  @property() vad = 'off';

  /** Loudness from which on it counts as speech for `energy` and `silence-timeout`; root mean square, 0.02 by default. */
  @property({ type: Number, attribute: 'vad-threshold' }) vadThreshold: number | undefined;

  /** Stops after this long a silence; s. */
  @property({ type: Number, attribute: 'silence-timeout' }) silenceTimeout: number | undefined;

  /** Stops after this long; s. */
  @property({ type: Number, attribute: 'max-duration' }) maxDuration: number | undefined;

  /** Length of the frames in which sound enters the pipeline; ms. */
  @property({ type: Number, attribute: 'chunk-ms' }) chunkMs = 20;

  /** `toggle`: a press starts, the next one stops. `push-to-talk`: while it is held. `open`: at once, where the visitor allowed it before. */
  @property() mode: 'toggle' | 'push-to-talk' | 'open' = 'toggle';

  /** Keys that do what the button does, as in `aria-keyshortcuts`: `Control+Shift+R`. */
  @property() shortcut: string | undefined;

  /** Silence is taken in place of sound. */
  @property({ type: Boolean, reflect: true }) muted = false;

  /** Nothing is taken, and time stands still. */
  @property({ type: Boolean, reflect: true }) paused = false;

  /**
   * Keeps what was recorded as a file: the exact samples that the pipeline gets (`wav`, or no value), or `compressed`, for long takes.
   * With a `name` it is kept in any case.
   */
  @property() record: 'wav' | 'compressed' | '' | null = null;

  /** Text of the button, when there is no `label` slot. */
  @property() label = '';

  /** Id of the node the sound goes to; without it, every first node. */
  @property() to: string | undefined;

  /** Folder of the kit's files, when it is not the script's own. */
  @property() base: string | undefined;

  @query('.main') private button!: HTMLButtonElement;

  /** Whole seconds. */
  @state() private seconds = 0;
  @state() private mic: MicState = 'idle';
  @state() private file: File | undefined;

  #work: MicWork | undefined;
  /** What is shown once it was used; comes with the working part. */
  @state() private details: typeof Details | undefined;
  #leaveTimer: ReturnType<typeof setTimeout> | undefined;

  /** What the microphone is doing. */
  get micState(): MicState {
    return this.mic;
  }

  /** What the microphone gives, while it records. */
  get stream(): MediaStream | undefined {
    return this.#work?.capture?.stream;
  }

  /** For drawing, while it records. */
  get analyser(): AnalyserNode | undefined {
    return this.#work?.capture?.analyser;
  }

  /** The last recording that was kept. */
  get recording(): File | undefined {
    return this.file;
  }

  /** Microphones; without names until the visitor has allowed one. */
  get devices(): readonly Device[] {
    return this.#work?.devices ?? [];
  }

  /** Asks for the microphone ahead of the first recording. Returns whether it may be used. */
  async requestPermission(): Promise<boolean> {
    return (await this.#with((work) => work.requestPermission())) ?? false;
  }

  /** Asks for the microphone and records; to be called in answer to a gesture. Returns true when it does. */
  async start(): Promise<boolean> {
    if (this.off) return false;
    return (await this.#with((work) => work.start())) ?? false;
  }

  /** Resolves when what was recorded is delivered. */
  async stop(): Promise<void> {
    await this.#work?.stop();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  mute(muted = true): void {
    this.muted = muted;
  }

  /** Forgets the recording. */
  clear(): void {
    this.file = undefined;
  }

  formResetCallback(): void {
    this.clear();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#leaveTimer);
    if (this.hasUpdated) this.#early();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moving an element disconnects it for a moment; two frames later it is gone for good.
    this.#leaveTimer = setTimeout(() => {
      if (this.isConnected) return;
      void this.#work?.destroy();
      this.#work = undefined;
    }, 34);
  }

  /** `moveBefore()` keeps it as it is. */
  connectedMoveCallback(): void {}

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    this.#work?.pipelineChanged(pipeline);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.setState('disabled', this.off);
    this.chooseState(micStates, this.mic);
    if (this.#work) this.#work.changed(changed);
    else if (changed.has('mode') || changed.has('shortcut')) this.#early();
    if (this.off) void this.stop();
    this.internals.setFormValue(this.file ?? null);
  }

  protected override updated(): void {
    const missing = this.required && !this.file;
    this.internals.setValidity(missing ? { valueMissing: true } : {}, missing ? this.wording(firstTexts).missing : '', this.button);
  }

  /** What it does before it is used needs the working part from the start. */
  #early(): void {
    if (this.mode !== 'toggle' || this.shortcut) this.#near();
  }

  /** Does something with the working part, once it is there. What hinders it is shown. */
  async #with<Value>(act: (work: MicWork) => Promise<Value>): Promise<Value | undefined> {
    try {
      const { MicWork, details } = await part(() => import('./work.js'));
      this.details = details;
      addStyles(this, details.detailStyles);
      if (!this.isConnected) return undefined;
      this.#work ??= new MicWork({
        element: this,
        pipeline: () => this.link.value,
        button: this.button,
        moved: (state, error) => {
          this.mic = state;
          this.error = undefined;
          if (error) this.fail(error);
        },
        words: () => this.wording(details.texts),
        passed: (seconds) => void (this.seconds = seconds),
        recorded: (file) => {
          this.file = file;
          this.emit(new Event('change', { bubbles: true }));
        },
      });
      return await act(this.#work);
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  // Fetched while the pointer is still on its way.
  readonly #near = (): void => void this.#with(async () => {});

  readonly #click = (event: Event): void => {
    // A click without a pointer comes from an assistive tool, which cannot hold.
    if (this.mode === 'push-to-talk' && (event as PointerEvent).pointerType) return;
    if (this.mic === 'requesting' || isActive(this.mic)) void this.stop();
    else void this.start();
  };

  override render(): TemplateResult {
    const words = this.wording(firstTexts);
    const details = this.details?.of(this, this.wording(this.details.texts));
    const { mic } = this;
    const active = isActive(mic);
    const holds = this.mode === 'push-to-talk';
    const label = holds ? words.hold : active ? words.stop : mic === 'requesting' ? words.cancel : this.label || words.start;
    return html`<div class="base">
      <div class="bar">
        <button
          part="button"
          class="button main"
          type="button"
          ?disabled=${this.off}
          aria-pressed=${holds ? active : nothing}
          aria-keyshortcuts=${this.shortcut ?? nothing}
          aria-describedby="message"
          @click=${this.#click}
          @pointerenter=${this.#near}
          @focus=${this.#near}
        >
          <span part="icon" class="icon"><slot name=${active ? 'icon-stop' : 'icon-start'}>${(active && details?.icon) || micIcon}</slot></span>
          <slot name=${active || mic === 'requesting' ? 'label-stop' : 'label'}>${label}</slot>
        </button>
        ${active ? details?.controls(this.seconds) : nothing}
      </div>
      ${this.error ? html`<slot name=${mic}>${showError(this.error, { part: 'error', retry: () => void this.start() })}</slot>` : nothing}
      <p part="message" id="message" ?hidden=${this.error !== undefined}>
        ${details?.message() ?? words.idle}
      </p>
      ${details?.notes(this.#work?.lost ?? 0)}
    </div>`;
  }
}

define('rm-mic-input', RmMicInput);

declare global {
  interface HTMLElementTagNameMap {
    'rm-mic-input': RmMicInput;
  }
}

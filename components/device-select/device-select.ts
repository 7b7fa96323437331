import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Device, DeviceKind } from '../../core/audio/devices.js';
import { define } from '../internal/define.js';
import { RmElement } from '../internal/element.js';
import { localeOf } from '../internal/locale.js';
import { findById } from '../internal/links.js';
import { deviceSelectStyles } from './device-select.styles.js';
import { RmChangeEvent } from '../editor/events.js';
import { texts } from './texts.js';

export type { RmChangeEvent } from '../editor/events.js';

/** What takes a device: `rm-mic-input`, and media elements for loudspeakers. */
type Taker = HTMLElement & { deviceId?: string | undefined; setSinkId?(id: string): Promise<void> };

/**
 * Chooses a microphone or a loudspeaker. The list follows what is plugged in. Devices have names once the visitor has allowed the
 * microphone; the first entry is the system's default.
 *
 * @tag rm-device-select
 * @summary Chooses a microphone or a loudspeaker.
 * @status experimental
 * @since 0.1
 *
 * @slot label - Label of the list.
 *
 * @event {RmChangeEvent} rm-change - Another device was chosen; the value is its id, empty for the system's default.
 *
 * @csspart label - The label.
 * @csspart control - The list.
 * @csspart hint - Says that the chosen device is not connected.
 *
 * @cssstate empty - There is no device of the kind.
 * @cssstate unnamed - Devices have no names yet.
 * @cssstate gone - The chosen device is not connected.
 *
 * @cssproperty --rm-size-control - Height of the list.
 */
export class RmDeviceSelect extends RmElement {
  static override styles = [...RmElement.styles, deviceSelectStyles];
  static override shadowRootOptions: ShadowRootInit = { ...RmElement.shadowRootOptions, delegatesFocus: true };

  /** Microphones, or loudspeakers. */
  @property() kind: DeviceKind = 'audioinput';

  /** Id of the `rm-mic-input`, or of the `audio` or `video` element, that gets the device. */
  @property() for: string | undefined;

  /** Keeps the choice for later visits. An `rm-mic-input` knows it by itself then. */
  @property({ type: Boolean }) remember = false;

  /** Id of the device; empty: the system's default. */
  @property() value = '';

  /** Text of the label, when there is no `label` slot. */
  @property() label = '';

  /** Takes no choice. */
  @property({ type: Boolean, reflect: true }) disabled = false;

  @state() private devices: readonly Device[] = [];

  #unwatch: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('kind') && this.hasUpdated) void this.refresh();
    this.setState('empty', this.devices.length === 0);
    this.setState('unnamed', this.devices.length > 0 && this.devices.every(({ label }) => !label));
    this.setState('gone', this.#gone);
  }

  /** Reads the list again; it does so by itself when a device comes or goes, and when a microphone of the page is used. */
  async refresh(): Promise<void> {
    const { listDevices } = await import('../../core/audio/devices.js');
    const { kind } = this;
    const devices = await listDevices(kind);
    if (this.isConnected && kind === this.kind) this.devices = devices;
  }

  async #begin(): Promise<void> {
    const { rememberedDevice, watchDevices } = await import('../../core/audio/devices.js');
    if (!this.isConnected || this.#unwatch) return;
    const refresh = (): void => void this.refresh();
    const unwatch = watchDevices(refresh);
    // Names are known once a microphone was allowed.
    document.addEventListener('rm-devices-change', refresh);
    this.#unwatch = () => {
      unwatch();
      document.removeEventListener('rm-devices-change', refresh);
    };
    const remembered = this.remember ? rememberedDevice(this.kind) : undefined;
    if (remembered && !this.value) {
      this.value = remembered;
      void this.#apply();
    }
    await this.refresh();
  }

  get #gone(): boolean {
    return this.value !== '' && this.devices.length > 0 && !this.devices.some(({ id }) => id === this.value);
  }

  async #choose(event: Event): Promise<void> {
    this.value = (event.target as HTMLSelectElement).value;
    this.emit(new RmChangeEvent(this.value));
    if (this.remember) (await import('../../core/audio/devices.js')).rememberDevice(this.kind, this.value);
    await this.#apply();
  }

  async #apply(): Promise<void> {
    const taker = this.for ? (findById(this, this.for) as Taker | undefined) : undefined;
    if (!taker) return;
    if (this.kind === 'audioinput') taker.deviceId = this.value || undefined;
    // A browser that refuses keeps the loudspeaker it has.
    else await taker.setSinkId?.(this.value).catch(() => {});
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    const microphone = this.kind === 'audioinput';
    const number = new Intl.NumberFormat(localeOf(this));
    const unnamed = (index: number): string => (microphone ? words.unnamedMicrophone : words.unnamedSpeaker)(number.format(index + 1));
    const gone = this.#gone;
    return html`<label>
        <span part="label" class="label"><slot name="label">${this.label || (microphone ? words.microphone : words.speaker)}</slot></span>
        <select part="control" ?disabled=${this.disabled} aria-describedby=${gone ? 'hint' : nothing} @change=${(event: Event) => void this.#choose(event)}>
          <option value="" ?selected=${this.value === '' || gone}>${words.systemDefault}</option>
          ${this.devices.map(({ id, label }, index) => html`<option value=${id} ?selected=${id === this.value}>${label || unnamed(index)}</option>`)}
        </select>
      </label>
      ${gone ? html`<p part="hint" id="hint">${words.gone}</p>` : nothing}`;
  }
}

define('rm-device-select', RmDeviceSelect);

declare global {
  interface HTMLElementTagNameMap {
    'rm-device-select': RmDeviceSelect;
  }
}

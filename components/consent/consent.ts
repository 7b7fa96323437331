import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { announce } from '../internal/announce.js';
import { buttons } from '../internal/buttons.js';
import type { PipelineContext } from '../internal/context.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import type { RmStartRequestEvent } from '../pipeline/events.js';
import type { RmRecordRequestEvent } from '../mic-input/events.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import { consentStyles } from './consent.styles.js';
import { RmConsentEvent, RmRevokeEvent } from './events.js';
import { texts } from './texts.js';

/** `asked`: nobody has answered yet. */
export type ConsentState = 'asked' | 'accepted' | 'declined';

/**
 * Keeps a pipeline from loading and running until the visitor agrees. The answer is remembered where there is a `key`, until `version`
 * changes or the visitor withdraws it; where the browser keeps nothing, it holds as long as the page. A declined pipeline stays
 * still, and asks again when it is to start.
 *
 * @tag rm-consent
 * @summary Asks the visitor before a pipeline starts.
 * @status experimental
 * @since 0.1
 *
 * @slot - What the visitor agrees to.
 * @slot accept - In place of the word on the button that agrees.
 * @slot decline - In place of the word on the button that declines.
 *
 * @event {RmConsentEvent} rm-consent - The visitor answered, or an earlier answer was found.
 * @event {RmRevokeEvent} rm-revoke - The visitor withdrew the consent.
 *
 * @csspart base - The question.
 * @csspart accept - The button that agrees.
 * @csspart decline - The button that declines.
 * @csspart given - What stands in its place once the visitor has agreed.
 * @csspart revoke - The button that withdraws the consent.
 *
 * @cssstate asked - There is no answer yet.
 * @cssstate accepted - The visitor has agreed.
 * @cssstate declined - The visitor has declined.
 */
export class RmConsent extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, buttons, consentStyles];

  /** Name under which the answer is remembered in this browser; without it, it holds for this page. */
  @property() key: string | undefined;

  /** Version of what is agreed to: another one asks again. */
  @property() version = '1';

  /** There is no way to decline but not to agree. */
  @property({ type: Boolean }) required = false;

  @state() private answer: ConsentState = 'asked';

  #release: (() => void) | undefined;
  /** What was held up, for when the visitor agrees. */
  #held: RmStartRequestEvent['reason'] | undefined;

  /** The visitor's answer. */
  get consent(): ConsentState {
    return this.answer;
  }

  /** As the button does. What was held up begins. */
  accept(): void {
    this.#settle('accepted');
    const held = this.#held;
    this.#held = undefined;
    if (held) (this.link.value?.element as RmPipeline | undefined)?.again(held);
  }

  /** As the button does. */
  decline(): void {
    this.#held = undefined;
    this.#settle('declined');
  }

  /** Withdraws the consent, and stops what runs. */
  revoke(): void {
    const { value } = this.link;
    this.answer = 'asked';
    store(this.key, undefined);
    (value?.element as RmPipeline | undefined)?.stop();
    announce(value, this.wording(texts).revoked);
    this.emit(new RmRevokeEvent());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('storage', this.#elsewhere);
    this.#recall();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('storage', this.#elsewhere);
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    this.#release?.();
    this.#held = undefined;
    const element = pipeline?.element;
    const control = new AbortController();
    element?.addEventListener('rm-start-request', this.#guard, control);
    // The microphone is asked for before anything runs.
    element?.addEventListener('rm-record-request', this.#guard, control);
    this.#release = () => control.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.hasUpdated && (changed.has('key') || changed.has('version'))) this.#recall();
    this.chooseState(['asked', 'accepted', 'declined'], this.answer);
  }

  override render(): TemplateResult | typeof nothing {
    const words = this.wording(texts);
    if (this.answer === 'declined') return nothing;
    if (this.answer === 'accepted') {
      return html`<div part="given" class="given">
        ${words.given} <button part="revoke" type="button" class="button quiet small" @click=${() => this.revoke()}>${words.revoke}</button>
      </div>`;
    }
    return html`<section part="base" class="base" aria-label=${words.consent}>
      <div><slot>${words.text}</slot></div>
      <div class="actions">
        <button part="accept" type="button" class="button primary" @click=${() => this.accept()}><slot name="accept">${words.accept}</slot></button>
        ${
          this.required
            ? nothing
            : html`<button part="decline" type="button" class="button" @click=${() => this.decline()}><slot name="decline">${words.decline}</slot></button>`
        }
      </div>
    </section>`;
  }

  #settle(answer: 'accepted' | 'declined'): void {
    this.answer = answer;
    store(this.key, { version: this.version, accepted: answer === 'accepted' });
    this.emit(new RmConsentEvent(answer === 'accepted', false));
  }

  /** What the visitor answered on an earlier visit, or on another tab. */
  #recall(): void {
    const known = recall(this.key);
    const answer = known?.version !== this.version ? undefined : known.accepted ? 'accepted' : 'declined';
    if (answer === this.answer || (!answer && !this.key)) return;
    this.answer = answer ?? 'asked';
    if (answer) this.emit(new RmConsentEvent(answer === 'accepted', true));
  }

  readonly #elsewhere = ({ key }: StorageEvent): void => {
    if (!this.key || (key !== null && key !== storageKey(this.key))) return;
    const before = this.answer;
    this.#recall();
    // Withdrawn there is withdrawn here.
    if (before === 'accepted' && this.consent !== 'accepted') (this.link.value?.element as RmPipeline | undefined)?.stop();
  };

  readonly #guard = (event: RmStartRequestEvent | RmRecordRequestEvent): void => {
    const starts = event.type === 'rm-start-request';
    if (this.answer === 'accepted' || (starts && event.target !== this.link.value?.element)) return;
    event.preventDefault();
    // A microphone opens only in answer to a press, so its button is pressed again.
    this.#held = starts ? (event as RmStartRequestEvent).reason : undefined;
    this.answer = 'asked';
    // Whoever pressed a button is led to what keeps it from working; a page that starts by itself moves no focus.
    if (!navigator.userActivation?.isActive) return;
    announce(this.link.value, this.wording(texts).needed);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[part=accept]')?.focus());
  };
}

const storageKey = (key: string): string => `rm-consent:${key}`;

/** Browsers may refuse to keep anything, or keep what others wrote: both count as no answer. */
function recall(key: string | undefined): { version: string; accepted: boolean } | undefined {
  if (!key) return undefined;
  try {
    const { version, accepted } = JSON.parse(localStorage.getItem(storageKey(key)) ?? '{}') as Record<string, unknown>;
    return typeof version === 'string' && typeof accepted === 'boolean' ? { version, accepted } : undefined;
  } catch {
    return undefined;
  }
}

function store(key: string | undefined, answer: { version: string; accepted: boolean } | undefined): void {
  if (!key) return;
  try {
    if (answer) localStorage.setItem(storageKey(key), JSON.stringify(answer));
    else localStorage.removeItem(storageKey(key));
  } catch {
    // Then the answer holds for this page only.
  }
}

define('rm-consent', RmConsent);

declare global {
  interface HTMLElementTagNameMap {
    'rm-consent': RmConsent;
  }
}

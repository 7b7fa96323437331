import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { RmError, loadTexts } from '../../core/index.js';
import { PipelineController, type PipelineControllerOptions } from './controller.js';
import { base } from './base.styles.js';
import type { PipelineContext } from './context.js';
import { RmErrorEvent, RmReadyEvent } from './events.js';
import { logError } from './log-error.js';
import { speaking, textsOf, type Texts } from './texts.js';
import { tokens } from './tokens.js';
import type { PipelineState } from '../../core/index.js';

/**
 * Base of all elements: ElementInternals with custom states, typed events, properties that may be set before the upgrade.
 *
 * @event {RmReadyEvent} rm-ready - Once, after the first render.
 */
export abstract class RmElement extends LitElement {
  static override styles = [tokens, base];

  /** The page's own words in place of the kit's, as JSON: `{"record": "Aufnehmen"}`. Keys are those of the element's `texts.ts`. */
  @property({ type: Object }) strings: Record<string, string> | undefined;

  protected readonly internals: ElementInternals;

  constructor() {
    super();
    this.internals = this.attachInternals();
  }

  override connectedCallback(): void {
    // What a page set before the element was defined hides the accessor of that name. Lit sees to its own properties.
    const own = this as Record<string, unknown>;
    for (const name of Object.keys(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
    super.connectedCallback();
    speaking.add(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    speaking.delete(this);
  }

  /** Its texts in the language of the place where it stands; to be asked for in every render. */
  protected wording<T extends Texts>(english: T): T {
    return textsOf(this, english, this.strings);
  }

  protected override firstUpdated(_changed: Map<PropertyKey, unknown>): void {
    this.emit(new RmReadyEvent());
  }

  /** Sets or clears `:state(name)`. */
  protected setState(name: string, on: boolean): void {
    try {
      if (on) this.internals.states.add(name);
      else this.internals.states.delete(name);
    } catch {
      // Browsers before the final syntax only take dashed names, servers have no states: styling by state is all that is lost.
    }
  }

  /** Sets exactly one of a group of states. */
  protected chooseState(names: readonly string[], chosen: string | undefined): void {
    for (const name of names) this.setState(name, name === chosen);
  }

  /** Dispatches an event on this element. Returns false when a listener called `preventDefault()`. */
  protected emit(event: Event): boolean {
    return this.dispatchEvent(event);
  }
}

/**
 * Base of the elements that belong to a pipeline: finds it, and holds the error that happened in the element itself.
 *
 * @event {RmErrorEvent} rm-error - When something failed in this element.
 */
export abstract class RmLinkedElement<Selected = undefined> extends RmElement {
  /** Id of the pipeline this element belongs to when it is not nested in it. */
  @property() pipeline: string | undefined;

  /** What failed in this element, undefined when nothing did. */
  @property({ attribute: false }) error: RmError | undefined;

  protected readonly link: PipelineController<Selected>;

  constructor(selector?: (state: PipelineState) => Selected) {
    super();
    this.link = new PipelineController(this, selector, this as unknown as PipelineControllerOptions);
  }

  /** Whether this element wants a pipeline at all. */
  protected mayLink(): boolean {
    return true;
  }

  /** The element came to a pipeline, or left it (undefined). */
  protected pipelineChanged(_pipeline: PipelineContext | undefined): void {}

  /** Told by the link. */
  protected linked(pipeline: PipelineContext | undefined): void {
    this.setState('orphan', false);
    if (this.error && /^RM110[25]$/.test(this.error.code)) this.error = undefined;
    this.pipelineChanged(pipeline);
  }

  /** No pipeline was found once the page was there. Only a link that names one is an error: elements may stand alone. */
  protected orphaned(id: string | undefined): void {
    if (!id) return;
    this.setState('orphan', true);
    this.fail(new RmError('RM1105', `There is no rm-pipeline with the id "${id}".`));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('error')) return;
    this.setState('error', this.error !== undefined);
    // So that it also says what to do.
    if (this.error && !this.error.hint) void loadTexts().then(() => this.requestUpdate());
  }

  /** Shows the failure in this element, fires `rm-error` and writes one console line. */
  protected fail(cause: unknown, fallbackCode = 'RM2305'): RmError {
    const error = RmError.from(cause, fallbackCode);
    this.error = error;
    logError(error, this);
    this.emit(new RmErrorEvent(error));
    return error;
  }
}

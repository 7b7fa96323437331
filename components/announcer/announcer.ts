import { css, html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PipelineStatus } from '../../core/index.js';
import type { Announcement } from '../internal/announce.js';
import type { PipelineContext } from '../internal/context.js';
import { PipelineController } from '../internal/controller.js';
import { define } from '../internal/define.js';
import { RmElement } from '../internal/element.js';
import { headline } from '../internal/headline.js';
import { visuallyHidden } from '../internal/visually-hidden.js';
import { Sentences } from './sentences.js';
import { texts } from './texts.js';

const announcerStyles = css`
  @layer rm {
    :host {
      display: block;
      position: absolute;
    }
  }
`;

/**
 * Tells screen readers what happens in a pipeline: that it runs, is done, stopped or failed, and what its elements have to say.
 * The only live region of a pipeline, which makes one itself when the page has none. What comes close together is joined, so that a
 * stream of results does not flood the reader.
 *
 * @tag rm-announcer
 * @summary Says what happens in a pipeline to those who do not see it.
 * @status experimental
 * @since 0.1
 *
 * @csspart polite - What is said when the reader pauses.
 * @csspart urgent - What interrupts.
 */
export class RmAnnouncer extends RmElement {
  static override styles = [...RmElement.styles, visuallyHidden, announcerStyles];

  /** Id of the pipeline, when this element is not nested in it. */
  @property() pipeline: string | undefined;

  /** The least time between two announcements; seconds. */
  @property({ type: Number }) rate = 3;

  @state() private polite = '';
  @state() private urgent = '';

  readonly #sentences = new Sentences(
    (text, urgent) => {
      if (urgent) this.urgent = text;
      else this.polite = text;
    },
    () => Math.max(0, this.rate || 0) * 1000,
  );
  #release: (() => void)[] = [];

  readonly #link = new PipelineController(this, undefined, { linked: (pipeline) => this.#follow(pipeline) });

  /** Says a sentence; an urgent one interrupts. */
  say(text: string, urgent = false): void {
    if (urgent) this.#sentences.interrupt(text);
    else this.#sentences.add(text);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sentences.stop();
  }

  #follow(pipeline: PipelineContext | undefined): void {
    for (const release of this.#release.splice(0)) release();
    if (!pipeline) return;
    const { store } = pipeline;
    this.#release = [
      store.channel<Announcement>('announce').on(({ text, urgent }) => this.say(text, urgent)),
      store.subscribe(({ status }) => status, (status, previous) => this.#tell(status, previous)),
    ];
    if (store.getState().status === 'running') this.#tell('running', 'ready');
  }

  #tell(status: PipelineStatus, previous: PipelineStatus): void {
    const words = this.wording(texts);
    const pipeline = this.#link.value;
    const say = (text: string): void => this.#sentences.add(text, 'status');
    if (status === 'running') say(words.running);
    else if (status === 'done') say(words.done(pipeline?.store.getState().delivered ?? 0));
    else if (status === 'error') this.#fail(words.failed);
    else if (previous === 'running') say(words.stopped);
  }

  /** The card of the error speaks for itself (`role=alert`), unless the page shows the error in words of its own. */
  #fail(text: string): void {
    const pipeline = this.#link.value;
    const error = pipeline?.store.getState().error;
    this.#sentences.add(text, 'status');
    if (error && pipeline?.element.querySelector(':scope > [slot^="error"]')) this.#sentences.interrupt(headline(error));
  }

  override render(): TemplateResult {
    return html`<div part="polite" class="visually-hidden" role="status">${this.polite}</div>
      <div part="urgent" class="visually-hidden" role="alert">${this.urgent}</div>`;
  }
}

define('rm-announcer', RmAnnouncer);

declare global {
  interface HTMLElementTagNameMap {
    'rm-announcer': RmAnnouncer;
  }
}

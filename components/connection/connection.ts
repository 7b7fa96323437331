import { css, type nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { RmError } from '../../core/index.js';
import { showError } from '../error/show.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';

/**
 * A connection of two nodes by their ids, where document order does not say it. Invisible unless something is wrong with it.
 *
 * @tag rm-connection
 * @summary A connection between two nodes of a pipeline.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @csspart error - The error, in its place.
 *
 * @cssstate error - An error is shown here.
 * @cssstate orphan - The element is in no pipeline.
 */
export class RmConnection extends RmLinkedElement {
  static override styles = [
    ...RmLinkedElement.styles,
    css`
      @layer rm {
        :host {
          display: none;
        }
        :host(:state(error)) {
          display: block;
        }
      }
    `,
  ];

  /** Id of the node that gives. */
  @property() from = '';

  /** Id of the node that gets. */
  @property() to = '';

  protected override orphaned(id: string | undefined): void {
    if (id) {
      super.orphaned(id);
      return;
    }
    this.setState('orphan', true);
    this.fail(new RmError('RM1102', 'This <rm-connection> is in no rm-pipeline.'));
  }

  override render(): TemplateResult | typeof nothing {
    return showError(this.error, { part: 'error' });
  }
}

define('rm-connection', RmConnection);

declare global {
  interface HTMLElementTagNameMap {
    'rm-connection': RmConnection;
  }
}

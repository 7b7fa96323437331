import { html, nothing, type TemplateResult } from 'lit';
import type { RmError } from '../../core/index.js';

interface Answers {
  /** Name of the CSS part; none when undefined. */
  part?: string;
  retry?: () => void;
  /** With it the card has a button that closes it. */
  dismiss?: () => void;
}

/**
 * The card of an error inside another element. `rm-error` is fetched when it is first needed; where it does not come, the code and
 * what happened are there all the same.
 */
export function showError(error: RmError | undefined, { part, retry, dismiss }: Answers = {}): TemplateResult | typeof nothing {
  if (!error) return nothing;
  import('./error.js').catch(() => {});
  return html`<rm-error part=${part ?? nothing} ?dismissible=${dismiss !== undefined} .error=${error} @rm-retry=${retry} @rm-dismiss=${dismiss}>${error.code}: ${error.message}</rm-error>`;
}

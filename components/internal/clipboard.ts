import { RmError } from '../../core/index.js';

/** @throws RmError RM4301 when the browser does not let the page copy. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (cause) {
    throw new RmError('RM4301', 'The browser does not let this page copy.', { cause });
  }
}

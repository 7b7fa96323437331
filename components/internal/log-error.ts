import type { RmError } from '../../core/index.js';

const written = new WeakSet<RmError>();

/** One console line per error, however many elements pass it on. */
export function logError(error: RmError, element: Element): void {
  if (written.has(error)) return;
  written.add(error);
  import('./report.js').then(
    ({ report }) => report(error, element),
    // What words it can without them: offline, say.
    () => console.error(`${error.code} in <${element.localName}>: ${error.message}`),
  );
}

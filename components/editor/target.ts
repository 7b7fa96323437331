import { RmError } from '../../core/index.js';
import type { RmNode } from '../node/node.js';
import type { RmPython } from '../python/python.js';

/** What an editor edits. */
export type Target = RmNode | RmPython;

const isPython = (target: Target): target is RmPython => target.localName === 'rm-python';
const jsonScript = (target: Target): HTMLScriptElement | null => target.querySelector(':scope > script[type="application/json"]');

export const languageOf = (target: Target): 'python' | 'json' => (isPython(target) ? 'python' : 'json');

/** Its text: the code of an `rm-python`, the parameters of an `rm-node`. */
export async function read(target: Target): Promise<string> {
  await customElements.whenDefined(target.localName);
  if (isPython(target)) {
    await target.pending;
    return target.source;
  }
  const text = jsonScript(target)?.textContent ?? target.getAttribute('params') ?? '{}';
  try {
    return `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
  } catch {
    return text;
  }
}

/**
 * Gives it another text.
 * @throws {RmError} RM2001 for parameters that are not JSON.
 */
export function write(target: Target, text: string): void {
  if (isPython(target)) {
    if (target.source !== text) target.source = text;
    return;
  }
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new RmError('RM2001', `The parameters are not JSON: ${(cause as Error).message}`, { cause });
  }
  const script = jsonScript(target);
  if (script) script.textContent = text;
  else target.setAttribute('params', text);
}

/** The line of its text that failed, from 1; undefined where nothing did. */
export const failedLine = ({ error }: Target): number | undefined => error?.position?.line ?? error?.traceback?.at(-1)?.line;

import type { RmError } from '../../core/index.js';

const written = new WeakSet<RmError>();

/** One console line per error, however many elements pass it on. */
export function logError(error: RmError, element: Element): void {
  if (written.has(error)) return;
  written.add(error);
  const id = element.id ? ` id="${element.id}"` : '';
  const text = `${error.code} in <${element.localName}${id}>: ${sentence(error.message)} ${error.hint}${error.docs ? ` ${error.docs}` : ''}`;
  console.error(text.replace(/\s+/g, ' ').trim());
}

const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text : `${text}.`);

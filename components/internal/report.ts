import { loadTexts, type RmError } from '../../core/index.js';
import { headline } from './headline.js';

/** The console line of an error, once its words are there; fetched when it is needed, see `log-error.ts`. */
export async function report(error: RmError, element: Element): Promise<void> {
  await loadTexts();
  console.error(line(error, element));
}

function line(error: RmError, element: Element): string {
  const id = element.id ? ` id="${element.id}"` : '';
  const at = error.position ? ` (line ${error.position.line}, column ${error.position.column})` : '';
  const text = `${error.code} in <${element.localName}${id}>${at}: ${sentence(headline(error))} ${error.hint}${error.docs ? ` ${error.docs}` : ''}`;
  return text.replace(/\s+/g, ' ').trim();
}

const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text : `${text}.`);

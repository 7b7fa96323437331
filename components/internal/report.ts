import { loadTexts, type RmError } from '../../core/index.js';

const written = new WeakSet<RmError>();

/** One console line per error, however many elements pass it on. */
export function logError(error: RmError, element: Element): void {
  if (written.has(error)) return;
  written.add(error);
  void loadTexts().then(() => console.error(line(error, element)));
}

function line(error: RmError, element: Element): string {
  const id = element.id ? ` id="${element.id}"` : '';
  const at = error.position ? ` (line ${error.position.line}, column ${error.position.column})` : '';
  const text = `${error.code} in <${element.localName}${id}>${at}: ${sentence(headline(error))} ${error.hint}${error.docs ? ` ${error.docs}` : ''}`;
  return text.replace(/\s+/g, ' ').trim();
}

/** What happened, without the words the command door puts before it: the place is told apart. */
export function headline({ message, exception }: RmError): string {
  const at = exception ? message.lastIndexOf(`${exception}:`) : -1;
  return at >= 0 ? message.slice(at) : message.replace(/^Execution error: /, '');
}

const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text : `${text}.`);

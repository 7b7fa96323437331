import type { RmError } from '../../core/index.js';

/** What happened, without the words the command door puts before it: the place is told apart. */
export function headline({ message, exception }: RmError): string {
  const at = exception ? message.lastIndexOf(`${exception}:`) : -1;
  return at >= 0 ? message.slice(at) : message.replace(/^Execution error: /, '');
}

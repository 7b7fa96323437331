import type { RmError, TracebackFrame } from '../../core/index.js';
import { RmEvent } from '../internal/events.js';

/** `rm-python-ready`: a session was opened in which the class of the element that is the event's target is defined and its node made. */
export class RmPythonReadyEvent extends RmEvent<{ nodeId: string; nodeType: string }> {
  declare readonly nodeId: string;
  /** The name of the class. */
  declare readonly nodeType: string;
  constructor(nodeId: string, nodeType: string) {
    super('rm-python-ready', { nodeId, nodeType });
  }
}

interface PythonFailure {
  error: RmError;
  traceback: readonly TracebackFrame[];
  line: number | undefined;
  column: number | undefined;
}

/** `rm-python-error`: the code of the element that is the event's target cannot be read, or raised an exception. */
export class RmPythonErrorEvent extends RmEvent<PythonFailure> implements PythonFailure {
  /** As `rm-error` has it. */
  declare readonly error: RmError;
  /** The author's own frames, the innermost last; empty where the code cannot be read. */
  declare readonly traceback: readonly TracebackFrame[];
  /** In the author's text, from 1, the line after the opening tag being the first; undefined where no line is to blame. */
  declare readonly line: number | undefined;
  /** In the author's text, from 1; known where the code cannot be read. */
  declare readonly column: number | undefined;
  constructor(error: RmError, { line, column }: { line?: number | undefined; column?: number | undefined }) {
    super('rm-python-error', { error, traceback: error.traceback ?? [], line, column });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-python-ready': RmPythonReadyEvent;
    'rm-python-error': RmPythonErrorEvent;
  }
}

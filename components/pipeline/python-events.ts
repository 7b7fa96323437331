import type { RmError } from '../../core/index.js';
import { RmPythonErrorEvent, RmPythonReadyEvent } from '../python/events.js';
import type { RmPython } from '../python/python.js';
import type { MarkupGraph } from './graph.js';

const isPython = (element: HTMLElement): element is RmPython => element.localName === 'rm-python';

/** A session was opened: every Python element whose node is in it has its class defined. */
export function tellReady({ members, result }: MarkupGraph): void {
  for (const [index, member] of members.entries()) {
    const node = isPython(member) && !member.bypass && !member.disabled && result?.manifest.nodes.find(({ id }) => id === result.ids[index]);
    if (node) member.dispatchEvent(new RmPythonReadyEvent(node.id, node.node_type));
  }
}

/** Tells of an error in the Python of an element; others of the element (a file that is missing, say) are none. */
export function tellPythonError(error: RmError, owner: HTMLElement, graph: MarkupGraph): void {
  if (!isPython(owner)) return;
  const { position, traceback } = error;
  if (!error.code.startsWith('RM30') && !position && !traceback) return;
  // One module may call another, whose lines are not those of this element.
  const module = graph.result?.modules.find(({ nodeId }) => nodeId === graph.nodeIdOf(owner))?.name;
  const frame = module === undefined ? traceback?.at(-1) : traceback?.findLast((one) => one.module === module);
  owner.dispatchEvent(new RmPythonErrorEvent(error, position ?? { line: frame?.line }));
}

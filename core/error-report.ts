import type { RmError } from './errors.js';

/** An error as text for a bug report. Holds the error and the browser's name, never items. */
export function describeError(error: RmError): string {
  const { code, title, message, nodeId, nodeType, phase, sequence, position, traceback, cause } = error;
  const lines = [`${code} ${title}`, message];
  if (nodeId !== undefined) lines.push(`node: ${nodeId}${nodeType ? ` (${nodeType})` : ''}`);
  if (phase) lines.push(`phase: ${phase}`);
  if (sequence) lines.push(`item: ${sequence}`);
  if (position) lines.push(`at: ${position.module}, line ${position.line}, column ${position.column}`);
  for (const frame of traceback ?? []) lines.push(`  ${frame.module}, line ${frame.line}, in ${frame.function}`);
  if (cause !== undefined) lines.push(`cause: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`);
  if (typeof navigator === 'object' && navigator.userAgent) lines.push(`on: ${navigator.userAgent}`);
  return lines.join('\n');
}

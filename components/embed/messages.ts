/** What a page and the frame in it say to each other. Every message has the field `rm`, so that those of others are let alone. */
export type Message =
  /** The frame to the page: it listens from now on. */
  | { rm: 1; type: 'ready' }
  /** The page to the frame: whoever hears this may answer. */
  | { rm: 1; type: 'hello' }
  /** The frame to the page: the height of its content; px. */
  | { rm: 1; type: 'size'; height: number }
  /** The frame to the page: something happened in an element there. */
  | { rm: 1; type: 'event'; name: string; detail: unknown };

/** Events that are told outside. Requests are not: a page cannot answer them in time. */
export const forwarded = ['rm-status', 'rm-progress', 'rm-result', 'rm-error', 'rm-segment', 'rm-mic-state', 'rm-speech-start', 'rm-speech-end', 'rm-consent', 'rm-revoke'];

/** Undefined for what is none, whoever sent it. */
export function readMessage(data: unknown): Message | undefined {
  const message = data as Partial<Record<string, unknown>> | null;
  if (typeof message !== 'object' || message === null || message.rm !== 1) return undefined;
  const { type, height, name, detail } = message;
  if (type === 'ready' || type === 'hello') return { rm: 1, type };
  if (type === 'size' && typeof height === 'number' && Number.isFinite(height)) return { rm: 1, type, height };
  if (type === 'event' && typeof name === 'string' && forwarded.includes(name)) return { rm: 1, type, name, detail };
  return undefined;
}

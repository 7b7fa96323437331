import { RmError } from '../../core/index.js';
import { forwarded, readMessage, type Message } from './messages.js';

export interface EmbeddedOptions {
  /**
   * Origins of pages that may hear what happens here, `*` for all of them. What a visitor says is in it, so by default only pages
   * of the same origin hear it; the others are told the height.
   */
  allow?: readonly string[];
}

/** Errors that are kept until somebody asks: the first ones come while the page still loads. */
const KEPT = 10;

/**
 * For a page that stands in an `rm-embed`: tells the page around it its height, and its events where that is allowed.
 * @returns what ends that.
 */
export function tellEmbedder({ allow = [] }: EmbeddedOptions = {}): () => void {
  if (parent === window) return () => {};
  let told: string | undefined;
  const post = (message: Message): void => {
    if (told === undefined) return;
    try {
      // An opaque origin cannot be named.
      parent.postMessage(message, told === 'null' ? '*' : told);
    } catch {
      // What cannot be copied cannot be told.
    }
  };
  const size = (): void => post({ rm: 1, type: 'size', height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  const observer = new ResizeObserver(size);
  // The origin of the address: in a sandbox the page has none. Two that have none are not the same.
  const mayHear = (): boolean => allow.includes('*') || (told !== 'null' && (told === location.origin || allow.includes(told!)));
  let early: Message[] = [];
  const heard = (event: MessageEvent): void => {
    if (event.source !== parent || readMessage(event.data)?.type !== 'hello') return;
    told = event.origin;
    size();
    if (mayHear()) early.forEach(post);
    early = [];
  };
  const tell = (event: Event): void => {
    if (told === undefined ? event.type !== 'rm-error' || early.length >= KEPT : !mayHear()) return;
    const message: Message = { rm: 1, type: 'event', name: event.type, detail: plain((event as Partial<CustomEvent>).detail) };
    if (told === undefined) early.push(message);
    else post(message);
  };
  addEventListener('message', heard);
  for (const name of forwarded) addEventListener(name, tell);
  observer.observe(document.documentElement);
  // The page around this one may have greeted it before. Nothing is told but that.
  parent.postMessage({ rm: 1, type: 'ready' } satisfies Message, '*');
  return () => {
    removeEventListener('message', heard);
    for (const name of forwarded) removeEventListener(name, tell);
    observer.disconnect();
  };
}

/** Errors as data: of an instance only the message would arrive. */
const plain = (detail: unknown): unknown =>
  typeof detail === 'object' && detail !== null ? Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, value instanceof RmError ? value.toJSON() : value])) : detail;

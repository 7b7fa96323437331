import { encodeWav } from '../audio/encode-wav.js';
import { RmError } from '../errors.js';
import { isAudio, isRecord, isTensor, type Item, type JsonValue } from '../wire/items.js';
import type { NodeContext, NodeDefinition } from './types.js';

const forms = ['auto', 'text', 'json', 'bytes', 'response'] as const;
type Form = (typeof forms)[number];

export interface FetchNodeOptions {
  /**
   * What may be asked: origins (`https://api.example`), addresses that others begin with (`https://api.example/v1/`), or `'self'`, the
   * origin of the page. Other origins than the page's must be `https:`. Nothing is allowed that does not stand here.
   */
  allow: readonly (string | URL)[];
  /** What may be done there; `GET`, `HEAD` and `POST` by default. */
  methods?: readonly string[];
  /** Sent with every request, whatever the item says: the place for a key of the page. */
  headers?: Record<string, string>;
  /** Seconds for one request and its answer, within the limit of the item; 20 by default. */
  timeout?: number;
  /** Bytes that an answer may have; 10 MiB by default. */
  maxBytes?: number;
  /** Cookies of the visitor are sent to nobody (`omit`, the default), or to the page's own origin. */
  credentials?: 'omit' | 'same-origin';
}

/** What is asked for, from the parameters of the node and from the item, which wins. */
interface Asked {
  url: URL;
  method: string;
  headers: Headers;
  body: BodyInit | undefined;
  form: Form;
}

/**
 * A node that asks a server for each item, within an allow-list.
 *
 * Its parameters are `url`, `method`, `headers`, `body`, and `output`: `auto` (by the type of the answer), `text`, `json`, `bytes` or
 * `response` (an object with `status`, `headers` and `body`, also of an answer that is an error). An item that is an object with one of
 * the first four names replaces them. Any other item is the body where the parameters have a `url`, and the address where they do not.
 *
 * Redirects are refused, because they may lead anywhere. Nothing is cached beyond what the browser does.
 *
 * @example registerNode('Translate', fetchNode({ allow: ['https://api.example/v1/'] }));
 * @throws {RmError} RM2312 for an allow-list that names no addresses.
 */
export function fetchNode(options: FetchNodeOptions): NodeDefinition {
  const allowed = options.allow.map(readRule);
  const methods = (options.methods ?? ['GET', 'HEAD', 'POST']).map((method) => method.toUpperCase());
  return {
    async process(item, context) {
      const asked = read(item, context.params, options);
      check(asked, allowed, methods);
      return ask(asked, context, options);
    },
  };
}

function readRule(rule: string | URL): URL {
  if (rule === 'self') return new URL(pageOrigin() ?? refuseRule('self'));
  const url = URL.canParse(String(rule)) ? new URL(String(rule)) : refuseRule(rule);
  if (!/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) refuseRule(rule);
  return url;
}

function refuseRule(rule: string | URL): never {
  throw new RmError('RM2312', `"${String(rule)}" is no origin and no address that fetchNode could allow.`, { hint: "Write 'self', an origin such as https://api.example, or the beginning of an address such as https://api.example/v1/." });
}

/** Undefined outside of pages, and in pages of no origin. */
function pageOrigin(): string | undefined {
  const { location } = globalThis as { location?: { origin?: string } };
  return location?.origin && location.origin !== 'null' ? location.origin : undefined;
}

function read(item: Item, given: JsonValue | undefined, options: FetchNodeOptions): Asked {
  const params = isRecord(given) ? given : {};
  const own = isRecord(item) && !isAudio(item) && !isTensor(item) && ['url', 'method', 'headers', 'body'].some((name) => Object.hasOwn(item, name)) ? item : {};
  const rest = own === item ? undefined : item;
  const { url, method, headers, body, output }: Record<string, Item | undefined> = { ...params, ...own };
  const address = url ?? (typeof rest === 'string' ? rest : undefined);
  if (typeof address !== 'string') throw new RmError('RM2307', 'There is no address: the parameter url is missing, and the item is none.');
  const content = url === undefined ? body : (rest ?? body);
  const verb = method ?? (content === undefined ? 'GET' : 'POST');
  const form = forms.find((one) => one === (output ?? 'auto'));
  if (!form) throw new RmError('RM2310', `output is one of ${forms.join(', ')}, not ${JSON.stringify(output)}.`);
  const base = typeof document === 'object' ? document.baseURI : pageOrigin();
  if (!URL.canParse(address, base)) throw new RmError('RM2307', `"${address.slice(0, 200)}" is no address.`);
  const sent = readHeaders(headers, options.headers);
  const without = /^(GET|HEAD)$/i.test(String(verb));
  return { url: new URL(address, base), method: String(verb).toUpperCase(), headers: sent, body: without || content === undefined ? undefined : encode(content, sent), form };
}

function readHeaders(asked: Item | undefined, always: Record<string, string> = {}): Headers {
  try {
    const headers = new Headers(isRecord(asked) ? Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]) : []);
    for (const [name, value] of Object.entries(always)) headers.set(name, value);
    // Browsers refuse it as well: the visitor's cookies are theirs.
    headers.delete('cookie');
    return headers;
  } catch (cause) {
    throw new RmError('RM2307', `These are no headers: ${(cause as Error).message}`, { cause });
  }
}

/** The body, and its type where the author does not say it. */
function encode(content: Item, headers: Headers): BodyInit {
  const as = (type: string): void => void (headers.has('content-type') || headers.set('content-type', type));
  if (isAudio(content)) {
    as('audio/wav');
    return encodeWav(content);
  }
  if (isTensor(content) || content instanceof Uint8Array) {
    as('application/octet-stream');
    return new Uint8Array(content instanceof Uint8Array ? content : content.data);
  }
  as(typeof content === 'string' ? 'text/plain;charset=utf-8' : 'application/json');
  return typeof content === 'string' ? content : JSON.stringify(content);
}

function check({ url, method }: Asked, allowed: readonly URL[], methods: readonly string[]): void {
  const own = url.origin === pageOrigin();
  if (url.protocol !== 'https:' && !(own && url.protocol === 'http:')) throw refused(`${url.href} is not https.`);
  if (url.username || url.password) throw refused('Names and passwords do not belong into addresses.');
  // Whole parts of the path: /v1 must not let /v10 through.
  const matches = (rule: URL): boolean => rule.origin === url.origin && (url.pathname === rule.pathname || url.pathname.startsWith(rule.pathname.replace(/\/*$/, '/')));
  if (!allowed.some(matches)) throw refused(`${url.origin}${url.pathname} is not on the allow-list.`);
  if (!methods.includes(method)) throw refused(`${method} is not allowed.`);
}

const refused = (message: string): RmError => new RmError('RM1008', message);

async function ask({ url, method, headers, body, form }: Asked, context: NodeContext, options: FetchNodeOptions): Promise<Item> {
  const { timeout = 20, maxBytes = 10 * 1024 * 1024, credentials = 'omit' } = options;
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(new RmError('RM2301', `${url.origin} gave no whole answer within ${timeout} s.`)), timeout * 1000);
  const signal = AbortSignal.any([context.signal, control.signal]);
  const place = `${url.origin}${url.pathname}`;
  try {
    const response = await fetch(url, { method, headers, credentials, redirect: 'error', referrerPolicy: 'no-referrer', signal, ...(body !== undefined && { body }) });
    const bytes = await readBody(response, maxBytes, place);
    if (form === 'response') return { status: response.status, headers: Object.fromEntries(response.headers), body: decode(bytes, 'text', response) as string };
    if (!response.ok) throw new RmError(response.status >= 500 || response.status === 429 ? 'RM1007' : 'RM1002', `${place} answered ${response.status} ${response.statusText}`.trim() + '.');
    return decode(bytes, form, response);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (cause instanceof RmError) throw cause;
    const away = typeof navigator === 'object' && navigator.onLine === false;
    throw new RmError(away ? 'RM1006' : 'RM1001', `${place} gave no answer that may be used: it cannot be reached, redirects, or does not allow this page to read it (CORS).`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(response: Response, most: number, place: string): Promise<Uint8Array<ArrayBuffer>> {
  const tooMuch = (): RmError => new RmError('RM1009', `The answer of ${place} is longer than ${most} bytes.`);
  const reader = response.body?.getReader();
  const blocks: Uint8Array[] = [];
  let length = 0;
  if (Number(response.headers.get('content-length')) > most) {
    await reader?.cancel();
    throw tooMuch();
  }
  for (let block = await reader?.read(); block && !block.done; block = await reader?.read()) {
    length += block.value.length;
    if (length > most) {
      await reader?.cancel();
      throw tooMuch();
    }
    blocks.push(block.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}

function decode(bytes: Uint8Array, form: Form, response: Response): Item {
  const type = response.headers.get('content-type') ?? '';
  const as = form !== 'auto' ? form : /[/+]json\b/i.test(type) ? 'json' : /^(text\/|application\/(xml|javascript))/i.test(type) ? 'text' : 'bytes';
  if (as === 'bytes') return bytes;
  const text = new TextDecoder().decode(bytes);
  if (as === 'text') return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new RmError('RM2310', `The answer is no JSON: ${text.slice(0, 100)}`, { cause });
  }
}

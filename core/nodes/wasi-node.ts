/** `WasiNode`: runs a WASI program once for each item, which is its stdin; its stdout is what the node gives. */
import { encodeWav } from '../audio/encode-wav.js';
import { RmError } from '../errors.js';
import type { ManifestNode } from '../manifest/types.js';
import { isAudio, isRecord, isTensor, type Item, type JsonValue } from '../wire/items.js';
import type { NodeContext, NodeDefinition, ProgramRequest, ProgramRunner } from './types.js';

/** What stands on stdin, and what is read from stdout. */
const forms = ['text', 'lines', 'json', 'bytes'] as const;
type Form = (typeof forms)[number];

interface Settings {
  /** Absolute. */
  src: string;
  request: Omit<ProgramRequest, 'stdin'>;
  input: Form;
  output: Form;
  timeout: number | undefined;
}

/**
 * @throws {RmError} RM2310 for parameters that are wrong, and what loading the program throws.
 */
export async function wasiNode({ params }: ManifestNode, runner: ProgramRunner, signal: AbortSignal | undefined): Promise<NodeDefinition> {
  const { src, request, input, output, timeout } = readSettings(params);
  await runner.loadProgram({ ...request, stdin: new Uint8Array() }, signal);
  const name = src.length > 200 ? 'The program' : src;
  return {
    async process(item, context) {
      const stdin = encode(item, input);
      const { exitCode, stdout, stderr } = await runner.program({ ...request, stdin }, { signal: context.signal, ...(timeout !== undefined && { timeout }) });
      const said = new TextDecoder().decode(stderr).split('\n').filter((line) => line.trim() !== '');
      tell(said, exitCode, context);
      if (exitCode === 0) return decode(stdout, output);
      throw new RmError('RM2310', `${name} ended with exit code ${exitCode}${said.length > 0 ? `: ${said.slice(-5).join('\n')}` : ' and said nothing.'}`, {
        hint: 'Check the arguments and the input of the program.',
      });
    },
  };
}

const tell = (lines: string[], exitCode: number, context: NodeContext): void => lines.forEach((line) => context.log(exitCode === 0 ? 'info' : 'error', line));

const refuse = (message: string): never => {
  throw new RmError('RM2310', message, { phase: 'initialize', hint: 'The guide to host nodes lists the parameters of WasiNode.' });
};

const known = ['src', 'integrity', 'args', 'env', 'input', 'output', 'files', 'timeout'];

function readSettings(value: unknown): Settings {
  const params: Record<string, JsonValue | undefined> = isRecord(value) ? value : {};
  const strange = Object.keys(params).filter((key) => !known.includes(key));
  if (strange.length > 0) refuse(`WasiNode knows no ${strange.join(', ')}, only ${known.join(', ')}.`);
  const { src, integrity, timeout } = params;
  if (typeof src !== 'string' || src.trim() === '') refuse('A WasiNode needs src: the address of its program.');
  if (integrity !== undefined && typeof integrity !== 'string') refuse('integrity is a text: sha256-… in base64, or 64 hexadecimal digits.');
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0)) refuse('timeout is a number of seconds above 0.');
  const module = address(src as string);
  return {
    src: module.href,
    request: {
      module,
      ...(integrity !== undefined && { integrity: integrity as string }),
      args: readArgs(params.args),
      env: readEnv(params.env),
      files: readFiles(params.files),
    },
    input: form('input', params.input),
    output: form('output', params.output),
    timeout: timeout as number | undefined,
  };
}

function form(name: string, value: JsonValue | undefined): Form {
  if (value === undefined) return 'text';
  return forms.find((one) => one === value) ?? refuse(`${name} is ${JSON.stringify(value)}, but must be one of ${forms.join(', ')}.`);
}

/** A list, also as JSON text, or a text of words: quotes hold words together. */
function readArgs(value: JsonValue | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') {
    const list = /^\s*\[/.test(value) ? attempt(() => JSON.parse(value) as JsonValue) : undefined;
    return Array.isArray(list) ? readArgs(list) : [...value.matchAll(/(?:"[^"]*"|'[^']*'|\S)+/g)].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  }
  return Array.isArray(value) && value.every((arg) => typeof arg === 'string' || typeof arg === 'number') ? value.map(String) : refuse('args is a list of texts, or one text.');
}

function readEnv(value: JsonValue | undefined): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) return refuse('env is an object of texts.');
  return Object.fromEntries(Object.entries(value).map(([name, text]) => (isRecord(text) || Array.isArray(text) ? refuse(`env.${name} is no text.`) : [name, String(text)])));
}

function attempt<Value>(call: () => Value): Value | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}

/** By path: an address, or `{ "text": … }`. */
function readFiles(value: JsonValue | undefined): Record<string, Uint8Array | URL> {
  if (value === undefined) return {};
  if (!isRecord(value)) return refuse('files is an object of addresses by path.');
  const read = (path: string, entry: unknown): Uint8Array | URL => {
    if (typeof entry === 'string') return address(entry);
    return isRecord(entry) && typeof entry.text === 'string' ? new TextEncoder().encode(entry.text) : refuse(`The file ${path} is an address, or {"text": "its content"}.`);
  };
  return Object.fromEntries(Object.entries(value).map(([path, entry]) => [path, read(path, entry)]));
}

/** Relative to the page; outside of browsers to the working directory. */
function address(text: string): URL {
  const { process, location } = globalThis as { process?: { cwd?: () => string }; location?: { href: string } };
  const folder = process?.cwd ? `file://${encodeURI(process.cwd()).replace(/[?#]/g, encodeURIComponent)}/` : undefined;
  const base = typeof document === 'object' ? document.baseURI : (location?.href ?? folder);
  return attempt(() => new URL(text, base)) ?? refuse(`"${text}" is no address.`);
}

function encode(item: Item, input: Form): Uint8Array {
  const utf8 = new TextEncoder();
  switch (input) {
    case 'text':
      if (typeof item === 'string') return utf8.encode(item);
      break;
    case 'lines': {
      const lines = typeof item === 'string' ? [item.replace(/\n$/, '')] : item;
      if (Array.isArray(lines) && lines.every((line) => typeof line === 'string')) return utf8.encode(lines.map((line) => `${line}\n`).join(''));
      break;
    }
    case 'json':
      if (!isAudio(item) && !isTensor(item) && !(item instanceof Uint8Array)) return utf8.encode(`${JSON.stringify(item)}\n`);
      break;
    case 'bytes':
      if (item instanceof Uint8Array) return item;
      if (isAudio(item)) return encodeWav(item);
      if (isTensor(item)) return item.data;
      if (typeof item === 'string') return utf8.encode(item);
  }
  const takes = { text: 'a text', lines: 'a text or a list of texts', json: 'what JSON can write', bytes: 'bytes, audio, a tensor or a text' }[input];
  throw new RmError('RM2307', `With input="${input}" the program takes ${takes}, not ${kindOf(item)}.`, { hint: `The parameter input is one of ${forms.join(', ')}.` });
}

function kindOf(item: Item): string {
  if (item === null) return 'null';
  if (isAudio(item)) return 'audio';
  if (isTensor(item)) return 'a tensor';
  if (item instanceof Uint8Array) return 'bytes';
  return Array.isArray(item) ? 'an array' : typeof item === 'object' ? 'an object' : `the ${typeof item} ${String(item)}`;
}

/** What a program wrote. One that writes nothing drops the item. */
function decode(stdout: Uint8Array, output: Form): Item | undefined | Iterable<Item> {
  if (stdout.length === 0) return undefined;
  if (output === 'bytes') return stdout;
  const text = readText(stdout);
  if (output === 'text') return text;
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (output === 'lines') return lines.values();
  // null is a value of its own.
  const whole = attempt(() => ({ value: JSON.parse(text) as JsonValue }));
  return whole ? whole.value : lines.filter((line) => line.trim() !== '').map(parseJson).values();
}

function readText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RmError('RM2310', 'The program wrote what is no text in UTF-8.', { hint: 'With output="bytes" the node gives it as it is.', cause });
  }
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new RmError('RM2310', `This is no JSON: ${text.slice(0, 100)}`, { hint: 'With output="text" or "lines" the node gives what the program wrote as it is.', cause });
  }
}

import { RmError } from '../errors.js';
import { isRecord, type JsonValue } from '../wire/items.js';
import type { ManifestCapabilities } from './types.js';

/** The places an element's parameters come from; later ones win, member by member. */
export interface ParamSources {
  /** Text of a `<script type="application/json">` child. */
  paramsScript?: string | undefined;
  /** JSON text of the `params` attribute, or the value itself. */
  params?: JsonValue | undefined;
  /** Attributes that are parameters under their own name, and always text: `src`, `args` and others of a WasiNode. */
  textAttributes?: Record<string, string> | undefined;
  /** `param-<name>` attributes without their prefix: JSON, else a string. Dashes become underscores. */
  paramAttributes?: Record<string, string> | undefined;
}

/** @throws {RmError} RM2001 or RM1106 for text that is no JSON. */
export function readParams({ paramsScript, params, textAttributes, paramAttributes }: ParamSources, id: string): JsonValue | undefined {
  let value: JsonValue | undefined;
  if (paramsScript?.trim()) value = parse(paramsScript, `The params of "${id}" are`, id);
  if (typeof params === 'string') {
    if (params.trim()) value = merge(value, parse(params, `The params of "${id}" are`, id));
  } else if (params !== undefined) value = merge(value, params);
  for (const [name, text] of Object.entries(textAttributes ?? {})) value = merge(value, { [name]: text });
  for (const [name, text] of Object.entries(paramAttributes ?? {})) {
    value = merge(value, { [name.replaceAll('-', '_')]: jsonOrText(text) });
  }
  return value;
}

/** @throws {RmError} RM2001. */
export function readCapabilities(text: string | undefined, id: string): ManifestCapabilities | undefined {
  return text?.trim() ? (parse(text, `The capabilities of "${id}" are`, id) as ManifestCapabilities) : undefined;
}

/** @throws {RmError} RM2002 for a text that is none of the variants. */
export function readVariant<Variant extends string>(name: string, text: string | undefined, variants: readonly Variant[], id: string): Variant | undefined {
  if (!text) return undefined;
  if (!(variants as readonly string[]).includes(text)) {
    throw new RmError('RM2002', `The ${name} of "${id}" is ${text}, but must be one of ${variants.join(', ')}.`, { phase: 'parse', nodeId: id });
  }
  return text as Variant;
}

const merge = (value: JsonValue | undefined, next: JsonValue): JsonValue => (isRecord(value) && isRecord(next) ? { ...value, ...next } : next);

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function parse(text: string, what: string, nodeId: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    const typographic = /[\u2018-\u201F\u00AB\u00BB]/.exec(text.replace(/"(?:[^"\\\n]|\\.)*"/g, ''));
    if (typographic) {
      throw new RmError('RM1106', `${what} no JSON: they hold the typographic quote ${typographic[0]}.`, { phase: 'parse', nodeId, cause });
    }
    throw new RmError('RM2001', `${what} no JSON: ${(cause as Error).message}`, { phase: 'parse', nodeId, cause });
  }
}

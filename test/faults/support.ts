/** One page per test: a pipeline that streams, one that only waits, and the one to which something happens. */
import { test as base, expect as once, type Page } from '@playwright/test';
import { strictPolicy } from '../policies.js';
import { openSite, type Answer, type Site } from './site.js';
import { setStage } from './stage.js';
import { openVisitor } from './visitor.js';

/** Patient enough for a busy machine. */
export const expect = once.configure({ timeout: 25_000 });

/** A line of the table in docs/reliability.md. */
export interface Row {
  fault: string;
  seen: string;
  retry: string;
  others: string;
}

/** Writes a line of the table; {@link ./report.ts} collects them. */
export const note = (row: Row): void => void test.info().annotations.push({ type: 'row', description: JSON.stringify(row) });

const echo = '<rm-node type="Echo"></rm-node>';

export const python = (code: string): string => `<rm-python><script type="text/x-python">\n${code}\n</script></rm-python>`;

/** @param base folder of the kit's files on the site, or its whole address. */
export const pipeline = (id: string, { base = id, nodes = echo, attributes = '' } = {}): string =>
  `<rm-pipeline id="${id}" base="${base.includes('/') ? base : `/${base}/`}" load="manual" ${attributes}>${nodes}<rm-output></rm-output></rm-pipeline>`;

const bystanders = `<rm-pipeline id="live" base="/kit/" load="manual">${python('class Number:\n    def process(self, audio):\n        return int(audio.samples[0])')}</rm-pipeline>
  ${pipeline('idle', { base: 'kit' })}`;

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

export class Scene {
  readonly lines: string[] = [];

  constructor(
    readonly page: Page,
    readonly site: Site,
  ) {
    page.on('console', (message) => {
      // The browser has lines of its own.
      if (['error', 'warning'].includes(message.type()) && !/^(Failed to load resource|Unsafe attempt to load URL)/.test(message.text())) this.lines.push(message.text());
    });
    page.on('pageerror', (error) => this.lines.push(`uncaught: ${error.message}`));
  }

  /** Opens the page with the two bystanders at work. */
  async open(markup: string, { path = '/page.html', policy = strictPolicy() }: { path?: string; policy?: string } = {}): Promise<void> {
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>faults</title><script type="module" src="/kit/remotemedia.js"></script></head><body>${bystanders}${markup}</body></html>`;
    this.site.pages.set(path, { html, headers: policy ? { 'content-security-policy': policy } : {} });
    await this.page.addInitScript(setStage);
    await this.page.goto(`${this.site.origin}${path}`);
    await this.page.evaluate(async () => {
      await customElements.whenDefined('rm-pipeline');
      await window.stage.stream('live');
      await document.querySelector<HTMLElementTagNameMap['rm-pipeline']>('#idle')!.load();
    });
    await expect(this.page.locator('#idle')).toHaveAttribute('status', 'ready');
  }

  /** Runs one item; gives the time at which it began, ms. */
  run = (id: string, item: unknown = 'x'): Promise<number> => this.page.evaluate(([id, item]) => window.stage.run(id as string, item), [id, item]);

  /** Waits for the result of a run. */
  result = (id: string, text: string | RegExp = 'counter'): Promise<void> => expect(this.page.locator(`#${id} rm-output`)).toContainText(text);

  /** Adds a pipeline to the open page. */
  add(markup: string): Promise<void> {
    return this.page.evaluate((text) => document.body.append(document.createRange().createContextualFragment(text)), markup);
  }

  frames = (): Promise<number> => this.page.evaluate(() => window.stage.results.length);

  /** Files of a base that were asked for. */
  asked = (base: string, file: string): number => this.site.asked.filter(({ path }) => path === `/${base}/${file}`).length;

  /** Workers that run code of a base. */
  workers = (base: string): number => this.page.workers().filter((worker) => worker.url().includes(`/${base}/`)).length;

  /**
   * What a visitor sees of a failure: waits until one error, and only one, is visible.
   * @param began when it was asked for; ms.
   */
  async failure(id: string, code: string | RegExp, began: number): Promise<string> {
    const shown = this.page.locator('rm-error [part=code]:visible');
    await expect(shown).toHaveCount(1);
    await expect(this.page.locator(`#${id} rm-error [part=code]:visible`)).toHaveText(code);
    const { errors, progress } = await this.page.evaluate(() => window.stage);
    const own = errors.filter((error) => error.in === id);
    once(own.length, JSON.stringify(errors)).toBe(1);
    const title = await this.page.locator(`#${id} rm-error [part=base]`).first().evaluate((element) => (element.getRootNode() as ShadowRoot).host.matches('rm-error') && ((element.getRootNode() as ShadowRoot).host as HTMLElementTagNameMap['rm-error']).error!.title);
    const bar = progress[id] ? `“${progress[id]}”, then ` : '';
    return `${bar}${own[0]!.code} ${title} after ${seconds(own[0]!.at - began)}`;
  }

  /** Presses the button in the error, as a visitor does, and waits for the result. */
  async retry(id: string, result: string | RegExp = 'counter'): Promise<string> {
    const began = Date.now();
    await this.page.locator(`#${id}`).getByRole('button', { name: 'Try again' }).click();
    await this.result(id, result);
    await expect(this.page.locator('rm-error [part=code]:visible')).toHaveCount(0);
    return `result after ${seconds(Date.now() - began)}`;
  }

  /**
   * That the others went on: the live one gave every frame in order and some since `before`, the idle one answers. And that
   * there was one console line per error, and no exception.
   * @param codes of the errors that were shown.
   */
  async others(before: number, ...codes: string[]): Promise<string> {
    const since = (await this.frames()) - before;
    once(since).toBeGreaterThan(0);
    await this.run('idle');
    await this.result('idle');
    const { results, pushed, exceptions, errors } = await this.page.evaluate(async () => {
      await window.stage.quiet();
      return window.stage;
    });
    once(results).toEqual(Array.from({ length: pushed }, (_, index) => index));
    once(exceptions).toEqual([]);
    once(errors.map(({ code }) => code), this.lines.join('\n')).toEqual(codes);
    once(this.lines.map((line) => line.slice(0, 6)), this.lines.join('\n')).toEqual(codes);
    return `live: ${since} frames meanwhile, none lost; idle: answers`;
  }
}

interface Trouble {
  /** What goes wrong, for the table. */
  fault: string;
  /** Code of the error. */
  code: string;
  /** What the server answers, by the file of the kit. */
  answers: Record<string, Answer>;
  /** Of the pipeline. */
  attributes?: string;
  nodes?: string;
  base?: string;
  policy?: string;
  /** Text of the error, besides the code. */
  says?: string | RegExp;
  /** Checked while the error is visible. */
  meanwhile?: () => Promise<void> | void;
}

let count = 0;

/** One pipeline in trouble: the error is seen, the others go on, and once the server answers well the button helps. */
export async function trouble(scene: Scene, { fault, code, answers, says, meanwhile, policy, ...options }: Trouble): Promise<void> {
  const id = `trouble-${(count += 1)}`;
  for (const [file, answer] of Object.entries(answers)) scene.site.answers.set(`/${id}/${file}`, answer);
  await scene.open(pipeline(id, options), { ...(policy !== undefined && { policy }) });
  const before = await scene.frames();
  const seen = await scene.failure(id, code, await scene.run(id));
  if (says) await expect(scene.page.locator(`#${id} rm-error`).first()).toContainText(says);
  await meanwhile?.();
  scene.site.heal();
  const retry = await scene.retry(id);
  note({ fault, seen, retry, others: await scene.others(before, code) });
  await expect.poll(() => scene.page.workers().length, { message: 'one worker for each pipeline' }).toBe(3);
}

/** One that helps itself: the visitor sees no error. */
export async function selfHelp(scene: Scene, fault: string, answers: Record<string, Answer>, how = 'tried once more by itself'): Promise<void> {
  const id = `self-${(count += 1)}`;
  for (const [file, answer] of Object.entries(answers)) scene.site.answers.set(`/${id}/${file}`, answer);
  await scene.open(pipeline(id));
  const before = await scene.frames();
  await scene.run(id);
  await scene.result(id);
  note({ fault, seen: 'nothing but the progress bar', retry: `not needed: ${how}`, others: await scene.others(before) });
  await expect.poll(() => scene.page.workers().length, { message: 'one worker for each pipeline' }).toBe(3);
}

interface Fixtures {
  scene: Scene;
  /** The page of a browser as a visitor has it. */
  visitor: Page;
}

export const test = base.extend<Fixtures, { site: Site }>({
  site: [
    async ({}, use) => {
      const site = await openSite();
      await use(site);
      site.close();
    },
    { scope: 'worker' },
  ],
  scene: async ({ page, site }, use) => {
    await use(new Scene(page, site));
  },
  visitor: async ({}, use) => {
    const visitor = await openVisitor();
    await use(visitor.page);
    await visitor.close();
  },
});

test.beforeEach(({ site, browser }) => {
  test.info().annotations.push({ type: 'browser', description: browser.version() });
  site.heal();
  site.asked.length = 0;
});

import { readFileSync } from 'node:fs';
import { test, type Page } from '@playwright/test';
import { expect, open, script } from './support.js';

/** Text that would run, or break out of where it stands, if it were taken for markup or an address. */
const hostile = [
  '<img src=x onerror="window.taken=1">',
  '"><script>window.taken=1</script>',
  "' onfocus=window.taken=1 autofocus x='",
  'javascript:window.taken=1',
  '</textarea></style></title><svg onload=window.taken=1>',
  '${window.taken=1}{{constructor.constructor("window.taken=1")()}}',
  '\u202e\u0000\ud800<b>x</b>',
];

interface Member {
  name: string;
  type?: { text: string };
}
const manifest = JSON.parse(readFileSync('dist/custom-elements.json', 'utf8')) as { modules: { declarations?: { tagName?: string; attributes?: Member[]; slots?: Member[] }[] }[] };
const elements = manifest.modules.flatMap(({ declarations = [] }) => declarations.filter(({ tagName }) => tagName)) as { tagName: string; attributes?: Member[]; slots?: Member[] }[];

/** Whether anything ran, and what of the text became an element anywhere on the page, shadow roots included. */
const harm = (page: Page): Promise<{ taken: unknown; made: string[] }> =>
  page.evaluate(() => {
    const made: string[] = [];
    const walk = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) walk(element.shadowRoot);
        // Its own addresses are fetched, not followed.
        if (element.localName.startsWith('rm-')) continue;
        if (element.matches('img[src="x"], [onerror], [onload], [onfocus], [href^="javascript:" i], [src^="javascript:" i], [action^="javascript:" i]')) made.push(element.outerHTML);
        if (element.localName === 'script' && element.textContent?.includes('taken') && element.getAttribute('type') !== 'text/x-python') made.push(element.outerHTML);
      }
    };
    walk(document);
    return { taken: (window as unknown as { taken: unknown }).taken, made };
  });

test('hostile text in every attribute of every element is shown and not run', async ({ page }) => {
  expect(elements.length).toBeGreaterThan(15);
  // Nothing but the kit keeps it from running: no policy.
  await open(page, '<main></main>', { policy: '' });
  for (const { tagName, attributes = [] } of elements) {
    await page.evaluate(
      async ({ tag, names, texts }) => {
        for (const text of texts) {
          const pipeline = document.createElement('rm-pipeline');
          const element = document.createElement(tag);
          for (const name of names) element.setAttribute(name, text);
          // What a script sets, in place of an attribute.
          const scripted = document.createElement(tag) as HTMLElement & Record<string, unknown>;
          pipeline.append(element, scripted);
          document.querySelector('main')!.append(pipeline);
          await customElements.whenDefined(tag);
          for (const name of ['label', 'value', 'placeholder', 'description', 'name']) if (name in scripted) scripted[name] = text;
        }
        await new Promise((done) => setTimeout(done, 200));
      },
      { tag: tagName, names: attributes.map(({ name }) => name).filter((name) => !/^(load|engine|autorun|hidden)$/.test(name)), texts: hostile },
    );
    expect(await harm(page), tagName).toEqual({ taken: undefined, made: [] });
    await page.evaluate(() => document.querySelector('main')!.replaceChildren());
  }
});

test('hostile results, lines and errors of a pipeline are shown and not run', async ({ page }) => {
  const shown = elements.map(({ tagName }) => tagName).filter((tag) => /output|transcript|log|inspector|graph|error|announcer|status|player|waveform|export/.test(tag));
  await open(
    page,
    `<rm-pipeline id="p"><rm-text-input></rm-text-input>
      <rm-python id="hostile">${script('import logging\nclass Hostile:\n    def process(self, x):\n        print(x)\n        logging.getLogger().error(x)\n        if x.startswith("!"):\n            raise ValueError(x[1:])\n        return x if x.startswith("?") else {"text": x, x: x, "speaker": x, "words": [{"text": x, "start": 0, "end": 1}], "start": 0, "end": 1, "final": True}')}</rm-python>
      ${['auto', 'text', 'json', 'table', 'html-safe'].map((format) => `<rm-output format="${format}" label="${format}"></rm-output>`).join('')}
      ${shown.map((tag) => `<${tag}></${tag}>`).join('')}
    </rm-pipeline>`,
    { policy: '' },
  );
  const runs = (...items: string[]): Promise<void> =>
    page.evaluate(async (items) => {
      await document.querySelector('rm-pipeline')!.run(items);
      await new Promise((done) => setTimeout(done, 300));
    }, items);
  const texts = hostile.slice(0, 6);
  for (const given of [texts, texts.map((text) => `?${text}`)]) {
    await runs(...given);
    await expect(page.locator('rm-output').first()).toContainText('onerror');
    expect(await harm(page)).toEqual({ taken: undefined, made: [] });
  }
  await runs(`!${texts[0]}`);
  await expect(page.locator('rm-error [part=message]:visible').first()).toContainText('onerror');
  expect(await harm(page)).toEqual({ taken: undefined, made: [] });
});

import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AudioItem, Item } from '../../core/index.js';
import type { RmOutput } from './output.js';
import { group } from './group.js';
import { joinAudio, toWav } from './wav.js';
import './output.js';

const show = async (items: Item[], template = html`<rm-output></rm-output>`): Promise<RmOutput> => {
  const element = await fixture<RmOutput>(template);
  element.items = items;
  await element.updateComplete;
  return element;
};
const all = (element: RmOutput, selector: string): Element[] => [...(element.shadowRoot?.querySelectorAll(selector) ?? [])];
const texts = (element: RmOutput, selector: string): (string | undefined)[] => all(element, selector).map((one) => one.textContent?.trim());
const sound = (length = 1600): AudioItem => ({ kind: 'audio', samples: new Float32Array(length).fill(0.25), sampleRate: 16000, channels: 1 });

describe('rm-output', () => {
  it('says that there is nothing yet, or what the page says', async () => {
    const element = await show([]);
    expect(texts(element, '[part=empty]')).to.deep.equal(['No result yet']);
    expect(element.matches(':state(empty)')).to.equal(true);
    await expect(element).to.be.accessible();
    const own = await show([], html`<rm-output><i slot="empty">Later</i></rm-output>`);
    expect(own.shadowRoot?.querySelector<HTMLSlotElement>('slot[name=empty]')?.assignedElements()[0]?.textContent).to.equal('Later');
  });

  it('shows text as it is, and never as markup', async () => {
    const hostile = '<img src=x onerror="window.hacked=1">\n  second line';
    const element = await show([hostile, 'two']);
    expect(all(element, '[part=text]').map((one) => one.textContent)).to.deep.equal([hostile, 'two']);
    expect(all(element, 'img').length).to.equal(0);
    expect((window as any).hacked).to.equal(undefined);
    expect(element.matches(':state(text)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('shows hostile keys, cells and labels as text', async () => {
    const hostile = '<script>window.hacked=1</script>';
    for (const format of ['json', 'table', 'text'] as const) {
      const element = await show([{ [hostile]: hostile, b: { c: hostile } }], html`<rm-output format=${format} label=${hostile}></rm-output>`);
      expect(all(element, 'script').length, format).to.equal(0);
      expect(element.shadowRoot?.textContent, format).to.contain(format === 'text' ? 'window.hacked' : hostile);
    }
    expect((window as any).hacked).to.equal(undefined);
  });

  it('shows numbers without the noise of floating point', async () => {
    const element = await show([21, 0.1 + 0.2, true, null]);
    expect(texts(element, '[part=scalars] li')).to.deep.equal(['21', '0.3', 'true', 'null']);
    await expect(element).to.be.accessible();
  });

  it('shows a list of objects as a table with all their columns', async () => {
    const element = await show([[{ time: 0, db: -20.5 }, { time: 0.1, db: -30, note: 'quiet' }]]);
    expect(texts(element, 'th')).to.deep.equal(['time', 'db', 'note']);
    expect(texts(element, 'td')).to.deep.equal(['0', '-20.5', '', '0.1', '-30', 'quiet']);
    expect(texts(element, '[part=note]')).to.deep.equal(['2 rows']);
    expect(element.matches(':state(table)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('turns a stream of objects into one table as they come', async () => {
    const element = await show([{ a: 1 }]);
    expect(element.matches(':state(json)')).to.equal(true);
    element.add({ a: 2 });
    element.add({ a: 3 });
    await element.updateComplete;
    expect(texts(element, 'td')).to.deep.equal(['1', '2', '3']);
  });

  it('keeps the last results only, and says so', async () => {
    const element = await show([], html`<rm-output max="2"></rm-output>`);
    for (const word of ['a', 'b', 'c']) element.add(word);
    await element.updateComplete;
    expect(texts(element, '[part=text]')).to.deep.equal(['b', 'c']);
    expect(texts(element, '[part=note]')).to.deep.equal(['The last 2 of 3 results']);
  });

  it('follows a JSON pointer', async () => {
    const element = await show([], html`<rm-output path="/a~1b/1/text"></rm-output>`);
    element.add({ 'a/b': [0, { text: 'found' }] });
    element.add({ other: 1 });
    await element.updateComplete;
    expect(texts(element, '[part=text]')).to.deep.equal(['found']);
  });

  it('plays audio with the native player and frees its memory', async () => {
    const element = await show([sound(), sound()]);
    const players = all(element, 'audio') as HTMLAudioElement[];
    expect(players.length).to.equal(1);
    expect(players[0]?.src).to.match(/^blob:/);
    expect(texts(element, '.note')).to.deep.equal(['0.2s · 16 kHz · mono']);
    await expect(element).to.be.accessible();
    const url = players[0]!.src;
    element.remove();
    expect(await fetch(url).then(() => 'there', () => 'gone')).to.equal('gone');
  });

  it('keeps each of several recordings as it is while other results come', async () => {
    const element = await show([sound(), sound(), 'between', sound(800), sound(800)]);
    const players = (): HTMLAudioElement[] => all(element, 'audio') as HTMLAudioElement[];
    const urls = players().map(({ src }) => src);
    expect(urls.length).to.equal(2);
    element.add('more');
    await element.updateComplete;
    expect(players().map(({ src }) => src)).to.deep.equal(urls);
    expect(await Promise.all(urls.map((url) => fetch(url).then(() => 'there', () => 'gone')))).to.deep.equal(['there', 'there']);
    // Only one that grows is made anew.
    element.items = element.items.slice(0, 5);
    element.add(sound(800));
    await element.updateComplete;
    expect(players().map(({ src }) => src === urls[0])).to.deep.equal([true, false]);
  });

  it('keeps what is shown of a kind when the oldest results go', async () => {
    const tree = { list: [[1, 2]] };
    const element = await show([], html`<rm-output max="6"></rm-output>`);
    for (const item of ['a', 'b', sound(), 'c', { x: { y: 1 } }, tree]) element.add(item);
    await element.updateComplete;
    const player = all(element, 'audio')[0] as HTMLAudioElement;
    const { src } = player;
    const nodes = (): HTMLElement[] => all(element, '[part=tree]').at(-1)!.querySelectorAll('[role=treeitem]') as unknown as HTMLElement[];
    const shown = all(element, '[part=tree]').at(-1);
    const count = nodes().length;
    nodes()[0]!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true, composed: true }));
    await element.updateComplete;
    const closed = nodes().length;
    expect(closed).to.be.below(count);
    player.focus();
    // The first text's half, then all of it, with the next of another kind.
    for (const item of [5, true]) {
      element.add(item);
      await element.updateComplete;
      expect(all(element, 'audio')[0] === player && player.src === src && player.isConnected, String(item)).to.equal(true);
      expect(element.shadowRoot!.activeElement === player, String(item)).to.equal(true);
      expect(all(element, '[part=tree]').at(-1) === shown && nodes().length === closed, String(item)).to.equal(true);
    }
    // The recording goes, and later all that was there.
    for (const item of ['d', 'e', [{ deep: [] }], 'f', 'g', 'h', 'i']) element.add(item);
    await element.updateComplete;
    expect(player.isConnected).to.equal(false);
    expect(texts(element, '[part=text]').at(-1)).to.equal('i');
  });

  it('says what it cannot show', async () => {
    const element = await show([sound()], html`<rm-output format="table"></rm-output>`);
    expect(texts(element, '[part=note]')).to.deep.equal(['A result that cannot be shown as table.']);
    const binary = await show([new Uint8Array(2000)], html`<rm-output lang="en"></rm-output>`);
    expect(texts(binary, '[part=note]')).to.deep.equal(['Binary data, 2 kB']);
  });

  describe('tree', () => {
    const value = { name: 'x', list: [1, { deep: true }], long: Array.from({ length: 250 }, (_, index) => index) };
    const items = (element: RmOutput): HTMLElement[] => all(element, '[role=treeitem]') as HTMLElement[];
    const focused = (element: RmOutput): string | undefined => (element.shadowRoot?.activeElement as HTMLElement | null)?.dataset.path;

    it('is a tree with one tab stop', async () => {
      const element = await show([value]);
      expect(element.matches(':state(json)')).to.equal(true);
      expect(items(element).filter((item) => item.tabIndex === 0).length).to.equal(1);
      expect(items(element)[0]?.getAttribute('aria-expanded')).to.equal('true');
      await expect(element).to.be.accessible();
    });

    it('is walked by arrow keys', async () => {
      const element = await show([value]);
      items(element)[0]?.focus();
      await sendKeys({ press: 'ArrowDown' });
      expect(focused(element)).to.equal('/name');
      await sendKeys({ press: 'ArrowDown' });
      expect(focused(element)).to.equal('/list');
      await sendKeys({ press: 'ArrowLeft' });
      await element.updateComplete;
      expect(items(element).find((item) => item.dataset.path === '/list')?.getAttribute('aria-expanded')).to.equal('false');
      await sendKeys({ press: 'ArrowRight' });
      await element.updateComplete;
      await sendKeys({ press: 'ArrowRight' });
      expect(focused(element)).to.equal('/list/0');
      await sendKeys({ press: 'ArrowLeft' });
      expect(focused(element)).to.equal('/list');
      await sendKeys({ press: 'Home' });
      expect(focused(element)).to.equal('');
      await sendKeys({ press: 'End' });
      expect(focused(element)).to.equal('/long');
      await sendKeys({ press: 'Enter' });
      await element.updateComplete;
      expect(items(element).find((item) => item.dataset.path === '/long')?.getAttribute('aria-expanded')).to.equal('true');
    });

    it('shows a long list in parts', async () => {
      const element = await show([Array.from({ length: 250 }, (_, index) => ({ index, nested: { a: [index], b: {}, c: {} } }))], html`<rm-output format="json"></rm-output>`);
      const more = () => items(element).find((item) => item.dataset.path?.endsWith('more'));
      expect(more()?.textContent?.trim()).to.equal('… 150 more');
      more()?.querySelector<HTMLElement>('.line')?.click();
      await element.updateComplete;
      expect(more()).to.equal(undefined);
    });
  });
});

describe('grouping of results', () => {
  it('puts neighbours of a kind together', () => {
    expect(group(['a', 'b', 1, 2, { x: 1 }, { x: 2 }], 'auto').map(({ kind }) => kind)).to.deep.equal(['text', 'scalars', 'table']);
  });
  it('knows of each group how many results it is', () => {
    expect(group(['a', 'b', sound(), sound(), [{ x: 1 }, { x: 2 }], [{ x: 3 }], new Uint8Array(3)], 'auto').map(({ size }) => size)).to.deep.equal([2, 2, 2, 1]);
  });
  it('keeps audio of different rates apart', () => {
    expect(group([sound(), { ...sound(), sampleRate: 8000 }], 'auto').length).to.equal(2);
  });
  it('shows a single object, and nested ones, as a tree', () => {
    expect(group([{ a: 1 }], 'auto')[0]?.kind).to.equal('json');
    expect(group([{ a: {} }, { a: {} }], 'auto').map(({ kind }) => kind)).to.deep.equal(['json', 'json']);
  });
});

describe('WAV', () => {
  it('is decoded by the browser to the same samples', async () => {
    const whole = joinAudio([sound(800), { ...sound(800), samples: new Float32Array(800).fill(-0.5) }]);
    const decoded = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(await toWav(whole).arrayBuffer());
    expect(decoded.length).to.equal(1600);
    expect(decoded.getChannelData(0)[0]).to.equal(0.25);
    expect(decoded.getChannelData(0)[1599]).to.equal(-0.5);
  });
});

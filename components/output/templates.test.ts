import { expect, fixture, html } from '@open-wc/testing';
import type { AudioItem, Item } from '../../core/index.js';
import type { RmOutput } from './output.js';
import './output.js';

const all = <Found extends Element = HTMLElement>(element: RmOutput, selector: string): Found[] => [...(element.shadowRoot?.querySelectorAll<Found>(selector) ?? [])];
const texts = (element: RmOutput, selector = '[part=item]'): (string | undefined)[] => all(element, selector).map((one) => one.textContent?.trim());
const sound: AudioItem = { kind: 'audio', samples: new Float32Array(1600), sampleRate: 16000, channels: 1 };
const png = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), (character) => character.charCodeAt(0));

async function show(items: Item[], template: ReturnType<typeof html>): Promise<RmOutput> {
  const element = await fixture<RmOutput>(template);
  element.items = items;
  await element.updateComplete;
  return element;
}

describe('rm-output: templates of the page', () => {
  it('show each text, number and object in its own way', async () => {
    const element = await show(
      ['one', 'two', 3, true, { name: 'cat', box: [1, 2] }],
      html`<rm-output>
        <template slot="text"><q>{{.}}</q></template>
        <template slot="json"><b part="name">{{name}}</b> at {{/box/0}}, {{/box/1}}</template>
      </rm-output>`,
    );
    expect(texts(element)).to.deep.equal(['one', 'two', '3', 'true', 'cat at 1, 2']);
    expect(all(element, 'q').length).to.equal(4);
    expect(element.matches(':state(text)') && element.matches(':state(json)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('show rows, with the template for objects where there is none for them', async () => {
    const rows = [{ a: 1 }, { a: 2 }];
    const byRow = await show(rows, html`<rm-output><template slot="table"><i>{{a}}</i></template></rm-output>`);
    expect(texts(byRow)).to.deep.equal(['1', '2']);
    const one = await show([], html`<rm-output><template slot="json"><i>{{a}}</i></template></rm-output>`);
    for (const row of rows) one.add(row);
    await one.updateComplete;
    expect(texts(one)).to.deep.equal(['1', '2']);
    // One object alone is no table, yet shown as its rows are.
    const alone = await show([rows[0]!], html`<rm-output><template slot="table"><i>{{a}}</i></template></rm-output>`);
    expect(texts(alone)).to.deep.equal(['1']);
    expect(all(byRow, 'table')).to.deep.equal([]);
  });

  it('get addresses of images and sound, which are let go of', async () => {
    const element = await show(
      [sound, png, new Uint8Array(5)],
      html`<rm-output>
        <template slot="audio"><audio src="{{url}}"></audio>{{duration}} s, {{sampleRate}} Hz, {{channels}}</template>
        <template slot="image"><img src="{{url}}" alt="a dot" />{{type}}, {{bytes}}</template>
        <template slot="binary">{{bytes}} bytes</template>
      </rm-output>`,
    );
    expect(texts(element)).to.deep.equal(['0.1 s, 16000 Hz, 1', `image/png, ${png.length}`, '5 bytes']);
    const [audio, image] = [all<HTMLAudioElement>(element, 'audio')[0]!, all<HTMLImageElement>(element, 'img')[0]!];
    await image.decode();
    expect([image.naturalWidth, image.naturalHeight]).to.deep.equal([1, 1]);
    expect(audio.src).to.match(/^blob:/);
    const urls = [audio.src, image.src];
    const gone = async (): Promise<string[]> => Promise.all(urls.map((url) => fetch(url).then(() => 'there', () => 'gone')));
    expect(await gone()).to.deep.equal(['there', 'there']);
    const parent = element.parentElement!;
    element.remove();
    expect(await gone()).to.deep.equal(['gone', 'gone']);
    // Back in the page they have new ones.
    parent.append(element);
    await element.updateComplete;
    await all<HTMLImageElement>(element, 'img')[0]!.decode();
    element.clear();
    await element.updateComplete;
    expect(all(element, '[part=item]')).to.deep.equal([]);
  });

  it('get addresses also for what came while the element was out of the page', async () => {
    const element = await show([], html`<rm-output><template slot="image"><img src="{{url}}" alt="a dot" /></template></rm-output>`);
    const parent = element.parentElement!;
    element.add(png);
    element.remove();
    await element.updateComplete;
    element.add('between');
    await element.updateComplete;
    parent.append(element);
    await element.updateComplete;
    await all<HTMLImageElement>(element, 'img')[0]!.decode();
  });

  it('show each of several recordings once', async () => {
    const element = await show([sound, { ...sound }, 'between', { ...sound, sampleRate: 8000 }, { ...sound, sampleRate: 8000 }], html`<rm-output><template slot="audio"><audio src="{{url}}"></audio></template></rm-output>`);
    const before = all(element, 'audio');
    expect(before.length).to.equal(2);
    element.add('more');
    await element.updateComplete;
    expect(all(element, 'audio')).to.deep.equal(before);
  });

  it('are copied once for each result: what stands there stays', async () => {
    const element = await show([], html`<rm-output max="3"><template slot="text"><a href="/{{.}}">{{.}}</a></template></rm-output>`);
    for (const text of ['a', 'b', 'b']) element.add(text);
    await element.updateComplete;
    const before = all(element, '[part=item]');
    expect(new Set(before).size).to.equal(3);
    all(element, 'a')[2]!.focus();
    element.add('c');
    await element.updateComplete;
    expect(texts(element)).to.deep.equal(['b', 'b', 'c']);
    expect(all(element, '[part=item]').slice(0, 2)).to.deep.equal(before.slice(1));
    expect(element.shadowRoot!.activeElement?.textContent).to.equal('b');
  });

  it('may come, change and go', async () => {
    const element = await show(['x'], html`<rm-output></rm-output>`);
    expect(texts(element, '[part=text]')).to.deep.equal(['x']);
    const own = (text: string): HTMLTemplateElement => {
      const template = document.createElement('template');
      template.slot = 'text';
      template.content.append(text);
      return template;
    };
    element.append(own('1 {{.}}'));
    element.requestUpdate();
    await element.updateComplete;
    expect(texts(element)).to.deep.equal(['1 x']);
    element.replaceChildren(own('2 {{.}}'));
    element.requestUpdate();
    await element.updateComplete;
    expect(texts(element)).to.deep.equal(['2 x']);
    element.replaceChildren();
    element.requestUpdate();
    await element.updateComplete;
    expect(texts(element, '[part=text]')).to.deep.equal(['x']);
  });

  it('are only those that are its own children', async () => {
    const element = await show(['x'], html`<rm-output><div slot="empty"><template slot="text">no</template></div><span slot="text">no</span></rm-output>`);
    expect(texts(element, '[part=text]')).to.deep.equal(['x']);
  });

  it('never make markup of a result', async () => {
    const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    const element = await show(
      [hostile, { name: hostile, url: 'javascript:window.hacked=1' }],
      html`<rm-output><template slot="text"><p title="{{.}}">{{.}}</p></template><template slot="json"><a href="{{url}}" onclick="{{name}}">{{name}}</a></template></rm-output>`,
    );
    expect(texts(element)).to.deep.equal([hostile, hostile]);
    expect(all(element, 'img, script, [onclick], [href]')).to.deep.equal([]);
    expect(window).not.to.have.property('hacked');
  });
});

describe('rm-output: format="html-safe"', () => {
  it('shows markup without what could do something', async () => {
    const element = await show(['<h2 id="x" class="note">Title</h2><p onclick="1">See <a href="https://example.org">there</a><script>window.hacked=1</script></p>', 'plain'], html`<rm-output format="html-safe"></rm-output>`);
    expect(all(element, '[part=html]').map((one) => one.innerHTML)).to.deep.equal(['<h2>Title</h2><p>See <a href="https://example.org" target="_blank" rel="noopener noreferrer">there</a></p>', 'plain']);
    expect(element.matches(':state(html)')).to.equal(true);
    expect(window).not.to.have.property('hacked');
    await expect(element).to.be.accessible();
  });

  it('lets each result run in the direction of its text', async () => {
    const element = await show(['<p>hello</p>', '<p>مرحبا</p>'], html`<rm-output format="html-safe"></rm-output>`);
    expect(all(element, '[part=html]').map((one) => getComputedStyle(one).direction)).to.deep.equal(['ltr', 'rtl']);
    await expect(element).to.be.accessible();
  });

  it('says of what is no markup that it cannot be shown', async () => {
    const element = await show([5, { a: 1 }, 'x'.repeat(1_000_001)], html`<rm-output format="html-safe"></rm-output>`);
    expect(texts(element, '[part=note]')).to.deep.equal(Array(3).fill('A result that cannot be shown as html-safe.'));
  });

  it('keeps what stands there while more comes', async () => {
    const element = await show(['<p>a</p>', '<p>a</p>'], html`<rm-output format="html-safe"></rm-output>`);
    const before = all(element, '[part=html]');
    element.add('<p>b</p>');
    await element.updateComplete;
    expect(all(element, '[part=html]').slice(0, 2)).to.deep.equal(before);
    element.format = 'text';
    await element.updateComplete;
    expect(texts(element, '[part=text]')).to.deep.equal(['<p>a</p>', '<p>a</p>', '<p>b</p>']);
  });
});

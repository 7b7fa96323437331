import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { setBase } from '../../core/index.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmEmbed } from './embed.js';
import { readMessage } from './messages.js';
import './embed.js';

const child = '/components/embed/testing/embed.html';
const frame = (element: RmEmbed): HTMLIFrameElement | null => element.shadowRoot!.querySelector('iframe');
const height = (element: RmEmbed): number => frame(element)!.getBoundingClientRect().height;
/** What a listener around the element hears. */
function hear(element: RmEmbed): [string, any][] {
  const heard: [string, any][] = [];
  for (const name of ['rm-result', 'rm-error', 'rm-status', 'rm-start-request']) element.parentElement!.addEventListener(name, (event) => heard.push([name, (event as CustomEvent).detail]));
  return heard;
}

describe('rm-embed', () => {
  // What writes the console lines is there from the start, so that they come at once.
  before(() => import('../internal/report.js'));

  it('shows a page in a frame that may ask for the microphone', async () => {
    const element = await fixture<RmEmbed>(html`<rm-embed src=${child} height="200"></rm-embed>`);
    expect(frame(element)?.getAttribute('allow')).to.equal('microphone; autoplay; clipboard-write');
    expect(frame(element)?.title).to.equal(`Content of ${location.host}`);
    expect(frame(element)?.hasAttribute('sandbox')).to.equal(false);
    expect(height(element)).to.equal(200);
    await expect(element).to.be.accessible();
    element.label = 'Captions';
    await element.updateComplete;
    expect(frame(element)?.title).to.equal('Captions');
  });

  it('is as high as its content, also when that changes', async () => {
    const element = await fixture<RmEmbed>(html`<rm-embed src="${child}?height=321"></rm-embed>`);
    await until(() => element.matches(':state(connected)') && height(element) === 321, 'the height');
    frame(element)!.contentDocument!.getElementById('content')!.style.height = '87px';
    await until(() => height(element) === 87, 'the other height');
  });

  it('fires what happens inside as events of its own', async () => {
    const element = await fixture<RmEmbed>(html`<rm-embed src=${child}></rm-embed>`);
    const heard = hear(element);
    const result: any = await oneEvent(element, 'rm-result');
    expect(result.detail).to.deep.equal({ item: '<b>hello</b>', nodeId: 'n' });
    await until(() => heard.length >= 2, 'the error');
    await new Promise((done) => setTimeout(done, 50));
    // Requests stay inside, and so does what cannot be copied.
    expect(heard.map(([name]) => name)).to.deep.equal(['rm-result', 'rm-error']);
    expect(heard[1]![1].error.code).to.equal('RM2310');
  });

  it('goes into a sandbox on request', async () => {
    const element = await fixture<RmEmbed>(html`<rm-embed src="${child}?height=55" sandbox="allow-scripts allow-same-origin"></rm-embed>`);
    expect(frame(element)?.getAttribute('sandbox')).to.equal('allow-scripts allow-same-origin');
    await until(() => height(element) === 55, 'the height');
    element.remove();
    expect(element.matches(':state(connected)')).to.equal(false);
  });

  it('opens anew with another sandbox, which would change nothing in the frame that is there', async () => {
    const element = await fixture<RmEmbed>(html`<rm-embed src="${child}?height=55" sandbox="allow-scripts allow-same-origin"></rm-embed>`);
    await until(() => element.matches(':state(connected)'), 'an answer');
    for (const sandbox of ['allow-scripts', undefined, 'allow-scripts allow-same-origin allow-forms']) {
      const before = frame(element);
      element.sandbox = sandbox;
      await element.updateComplete;
      expect(frame(element) === before, sandbox).to.equal(false);
      expect(frame(element)!.getAttribute('sandbox')).to.equal(sandbox ?? null);
      // Without an origin the page gets no scripts from this server.
      if (sandbox !== 'allow-scripts') await until(() => element.matches(':state(connected)'), 'an answer');
      const same = frame(element);
      element.label = String(sandbox);
      await element.updateComplete;
      expect(frame(element) === same, sandbox).to.equal(true);
    }
  });

  it('takes for a refusal only what keeps its frame away', async () => {
    const element = await fixture<RmEmbed>(html`<rm-embed src="${child}?height=56"></rm-embed>`);
    await until(() => element.matches(':state(connected)'), 'an answer');
    const refusal = { effectiveDirective: 'frame-src', violatedDirective: 'frame-src', documentURI: document.URL, originalPolicy: "frame-src 'none'", statusCode: 200, blockedURI: frame(element)!.src, disposition: 'enforce' } as const;
    const lines = await consoleErrors(async () => {
      for (const other of [{ disposition: 'report' }, { blockedURI: '' }, { effectiveDirective: 'img-src' }, { blockedURI: 'https://else.example/' }] as const) {
        document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', { ...refusal, ...other }));
        expect(element.error, JSON.stringify(other)).to.equal(undefined);
      }
      document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', refusal));
      expect(element.error?.code).to.equal('RM5016');
    });
    expect(lines.length).to.equal(1);
  });

  it('hears only its own frame, from the origin that it asked for', async () => {
    const element = await fixture<RmEmbed>(html`<rm-embed src="${child}?height=66"></rm-embed>`);
    await until(() => height(element) === 66, 'the height');
    const heard = hear(element);
    const event = { rm: 1, type: 'event', name: 'rm-result', detail: 'forged' };
    // From the page itself, and from the frame, but of another origin.
    postMessage(event, '*');
    dispatchEvent(new MessageEvent('message', { data: event, source: frame(element)!.contentWindow, origin: 'https://evil.example' }));
    dispatchEvent(new MessageEvent('message', { data: { rm: 1, type: 'size', height: 5 }, source: window, origin: location.origin }));
    await new Promise((done) => setTimeout(done, 50));
    expect([heard.length, height(element)]).to.deep.equal([0, 66]);
  });

  it('runs no script in place of a page', async () => {
    for (const src of ['javascript:alert(1)', 'data:text/html,x', 'https://[']) {
      const lines = await consoleErrors(async () => {
        const element = await fixture<RmEmbed>(html`<rm-embed src=${src}></rm-embed>`);
        expect(frame(element), src).to.equal(null);
        expect(element.error?.code).to.equal('RM1111');
        await expect(element).to.be.accessible();
        element.src = child;
        await element.updateComplete;
        expect(element.error).to.equal(undefined);
        expect(frame(element)).to.not.equal(null);
      });
      expect(lines.length).to.equal(1);
    }
  });

  describe('with a manifest', () => {
    before(() => setBase('/components/embed/testing/'));
    after(() => setBase(undefined));
    const parameters = (element: RmEmbed): Record<string, string> => Object.fromEntries(new URL(frame(element)!.src).searchParams);

    it('shows embed.html from beside the kit, which is told all it needs', async () => {
      const element = await fixture<RmEmbed>(html`<div lang="ar" dir="rtl" style="color-scheme: dark"><rm-embed manifest=${'a b.json?x=1&y=2'} input="file" format="table" label="كلمات"></rm-embed></div>`).then((host) => host.querySelector('rm-embed')!);
      await until(() => element.matches(':state(connected)'), 'an answer');
      expect(new URL(frame(element)!.src).pathname).to.equal(child);
      expect(parameters(element)).to.deep.equal({ src: new URL('a b.json?x=1&y=2', document.baseURI).href, input: 'file', format: 'table', label: 'كلمات', lang: 'ar', dir: 'rtl', scheme: 'dark' });
      await expect(element).to.be.accessible();
    });

    it('opens another page when what it shows changes, and none for nothing', async () => {
      const element = await fixture<RmEmbed>(html`<rm-embed manifest="a.json"></rm-embed>`);
      await until(() => frame(element), 'a frame');
      expect(parameters(element)).to.deep.include({ scheme: 'light' });
      const first = frame(element);
      Object.assign(element, { manifest: 'b.json' });
      Object.assign(element, { input: 'microphone' });
      await until(() => frame(element) && frame(element) !== first, 'another frame');
      expect(parameters(element)).to.deep.include({ src: new URL('b.json', document.baseURI).href, input: 'microphone' });
      element.manifest = '';
      await until(() => !frame(element), 'no frame');
      expect(element.error).to.equal(undefined);
    });

    it('comes when it was taken out before its address was known', async () => {
      const element = document.createElement('rm-embed');
      element.manifest = 'a.json';
      document.body.append(element);
      await Promise.resolve();
      element.remove();
      await new Promise((done) => setTimeout(done, 100));
      expect(frame(element)).to.equal(null);
      document.body.append(element);
      await until(() => frame(element), 'a frame');
      element.remove();
    });

    it('opens once its sandbox lets scripts run', async () => {
      await consoleErrors(async () => {
        const element = await fixture<RmEmbed>(html`<rm-embed manifest="a.json" sandbox></rm-embed>`);
        await until(() => element.error?.code === 'RM1112', 'the error');
        element.setAttribute('sandbox', 'allow-scripts allow-same-origin');
        await until(() => frame(element), 'a frame');
        expect(element.error).to.equal(undefined);
        expect(frame(element)!.getAttribute('sandbox')).to.equal('allow-scripts allow-same-origin');
      });
    });

    it('says what embed.html would refuse', async () => {
      for (const [attributes, code] of [
        [{ manifest: 'https://else.example/a.json' }, 'RM1112'],
        [{ manifest: 'a.json', sandbox: '' }, 'RM1112'],
        [{ manifest: 'a.json', sandbox: 'allow-same-origin xallow-scripts' }, 'RM1112'],
        [{ manifest: 'javascript:alert(1)' }, 'RM1111'],
        [{ manifest: 'https://[' }, 'RM1111'],
        [{ manifest: 'a.json', src: 'data:text/html,x' }, 'RM1111'],
      ] as const) {
        const lines = await consoleErrors(async () => {
          const element = await fixture<RmEmbed>(html`<rm-embed></rm-embed>`);
          Object.assign(element, attributes);
          await until(() => element.error, 'an error');
          expect(element.error!.code, JSON.stringify(attributes)).to.equal(code);
          expect(frame(element)).to.equal(null);
        });
        expect(lines.length).to.equal(1);
      }
    });
  });

  it('has the first errors told, although they come before anybody asks', async () => {
    const element = await fixture<RmEmbed>(html`<rm-embed src="${child}?early"></rm-embed>`);
    const heard = hear(element);
    await until(() => heard.length > 1, 'an error and a result');
    expect(heard.slice(0, 2).map(([name, detail]) => [name, detail.error?.message])).to.deep.equal([['rm-error', 'Too early.'], ['rm-result', undefined]]);
  });

  it('reads messages for what they are', () => {
    expect(readMessage({ rm: 1, type: 'ready', detail: 'x' })).to.deep.equal({ rm: 1, type: 'ready' });
    for (const none of [undefined, null, 'x', 5, {}, { rm: 2, type: 'hello' }, { rm: 1, type: 'size', height: '5' }, { rm: 1, type: 'size', height: NaN }, { rm: 1, type: 'event', name: 'click' }, { rm: 1, type: 'event', name: 'rm-start-request' }]) {
      expect(readMessage(none)).to.equal(undefined);
    }
  });
});

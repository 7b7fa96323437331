import { expect, fixture, html } from '@open-wc/testing';
import { RmError } from '../../core/index.js';
import { consoleErrors, until } from '../internal/testing.js';
import { readPython } from '../internal/python-source.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmPython } from './python.js';
import '../pipeline/pipeline.js';
import './python.js';

const code = 'class Upper:\n    def process(self, text):\n        return text.upper()\n';

/** As the HTML parser builds it; Lit templates cannot hold a script. */
function parse(markup: string): RmPipeline {
  const box = document.createElement('div');
  box.append(document.createRange().createContextualFragment(`<rm-pipeline load="manual">${markup}</rm-pipeline>`));
  return box.firstElementChild as RmPipeline;
}
const place = async (markup: string): Promise<{ pipeline: RmPipeline; python: RmPython }> => {
  const pipeline = parse(markup);
  await fixture(html`<div>${pipeline}</div>`);
  return { pipeline, python: pipeline.querySelector('rm-python')! };
};

describe('rm-python', () => {
  it('takes its code from the script, without indentation', async () => {
    const { python, pipeline } = await place(`<rm-python><script type="text/x-python">\n      ${code.replaceAll('\n', '\n      ')}</script></rm-python>`);
    expect(python.source).to.equal(code);
    await until(() => pipeline.manifest, 'the manifest');
    expect(pipeline.manifest?.nodes[0]?.node_type).to.equal('Upper');
    expect(Object.values(pipeline.manifest?.python?.modules ?? {})).to.deep.equal([code]);
  });

  it('survives what HTML would damage', async () => {
    const text = 'class A:\n    def process(self, x):\n        return "<b>" if 1 < 2 and x > 0 else "&amp;"\n';
    const { python } = await place(`<rm-python><script type="text/x-python">\n${text}</script></rm-python>`);
    expect(python.source).to.equal(text);
  });

  it('decodes base64', async () => {
    const { python } = await place(`<rm-python encoding="base64"><script type="text/x-python">${btoa(code)}</script></rm-python>`);
    expect(python.source).to.equal(code);
  });

  it('says in place that code stands outside a script', async () => {
    const lines = await consoleErrors(async () => {
      const { python } = await place(`<rm-python id="p">${code}</rm-python>`);
      await until(() => python.error, 'the error');
      await python.updateComplete;
      expect(python.error?.code).to.equal('RM1101');
      expect(python.error?.hint).to.contain('<script type="text/x-python">');
      expect(getComputedStyle(python).display).to.equal('block');
      await expect(python).to.be.accessible();
    });
    expect(lines.length).to.equal(1);
    expect(lines[0]).to.contain('RM1101 in <rm-python id="p">');
  });

  it('recovers when the markup is mended', async () => {
    await consoleErrors(async () => {
      const { python, pipeline } = await place(`<rm-python>${code}</rm-python>`);
      await until(() => python.error, 'the error');
      const script = document.createElement('script');
      script.type = 'text/x-python';
      script.textContent = code;
      python.replaceChildren(script);
      await until(() => pipeline.manifest, 'the manifest');
      expect(python.error).to.equal(undefined);
      expect(pipeline.status).to.equal('idle');
    });
  });

  it('names typographic quotes with their place', async () => {
    await consoleErrors(async () => {
      const { python } = await place('<rm-python><script type="text/x-python">\nclass A:\n    def process(self, x):\n        return “x”\n</script></rm-python>');
      await until(() => python.error, 'the error');
      expect(python.error?.code).to.equal('RM1106');
      expect(python.error?.position).to.include({ line: 3, column: 16 });
    });
  });

  it('does not let a node of the runtime run in place of its class, and says what to do', async () => {
    const lines = await consoleErrors(async () => {
      const { python, pipeline } = await place('<rm-python show><script type="text/x-python">\n  class Echo:\n      def process(self, text):\n          return "mine: " + text\n</script></rm-python>');
      await until(() => python.error, 'the error');
      await python.updateComplete;
      expect(python.error?.code).to.equal('RM1113');
      expect(python.error?.position).to.include({ line: 1, column: 9 });
      await until(() => python.error?.hint.startsWith('Rename the class'), 'what to do');
      expect(python.shadowRoot?.querySelector('.row.failed')?.textContent).to.contain('class Echo');
      expect(pipeline.status).to.equal('error');
      await expect(python).to.be.accessible();
      python.source = python.source.replace('Echo', 'MyEcho');
      await until(() => pipeline.manifest, 'the manifest');
      expect(python.error).to.equal(undefined);
      expect(await pipeline.run(['x'])).to.have.nested.property('[0].item', 'mine: x');
    });
    expect(lines.length, lines.join('\n')).to.equal(1);
  });

  it('may name a node of the runtime on purpose', async () => {
    const { pipeline } = await place('<rm-python type="Echo"></rm-python><rm-node type="Echo"></rm-node>');
    await until(() => pipeline.manifest, 'the manifest');
    expect(await pipeline.run(['x'])).to.have.nested.property('[0].item.counter', 1);
  });

  it('loads from src, and shows that it is missing', async () => {
    const url = URL.createObjectURL(new Blob([code]));
    const { python, pipeline } = await place(`<rm-python src="${url}"></rm-python>`);
    await until(() => pipeline.manifest, 'the manifest');
    expect(python.source).to.equal(code);
    const lines = await consoleErrors(async () => {
      const missing = await place('<rm-python type="X" src="/no/such/file.py"></rm-python>');
      await until(() => missing.python.error, 'the error');
      expect(missing.python.error?.code).to.equal('RM1002');
    });
    expect(lines.length).to.equal(1);
  });

  it('takes other code from a script', async () => {
    const { python, pipeline } = await place(`<rm-python><script type="text/x-python">\n${code}</script></rm-python>`);
    await until(() => pipeline.manifest, 'the manifest');
    python.source = 'class Lower:\n    def process(self, text):\n        return text.lower()\n';
    await until(() => pipeline.manifest?.nodes[0]?.node_type === 'Lower', 'the manifest to follow');
  });

  it('shows the code as a card, and marks the line that failed', async () => {
    const { python } = await place(`<rm-python show><script type="text/x-python">\n${code}</script></rm-python>`);
    await python.updateComplete;
    expect(python.shadowRoot?.querySelector('[part=title]')?.textContent?.trim()).to.equal('Upper');
    expect([...python.shadowRoot!.querySelectorAll('.row')].map((row) => row.textContent)).to.deep.equal(code.trimEnd().split('\n'));
    await expect(python).to.be.accessible();
    python.error = new RmError('RM3002', 'x', { traceback: [{ module: 'm', function: 'process', line: 3 }] });
    await python.updateComplete;
    expect(python.shadowRoot?.querySelector('.row.failed')?.textContent).to.contain('upper()');
    await expect(python).to.be.accessible();
  });
});

describe('Python text of markup', () => {
  it('starts on the line after the tag', () => {
    expect(readPython('\n  a = 1\n  b = 2\n  ')).to.deep.equal({ raw: '  a = 1\n  b = 2\n', text: 'a = 1\nb = 2\n' });
    expect(readPython('\r\na = 1\r\n').text).to.equal('a = 1\n');
    expect(readPython('a = 1').raw).to.equal('a = 1');
  });
});

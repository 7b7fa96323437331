import { expect, fixture, html } from '@open-wc/testing';
import type { Manifest } from '../../core/index.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmPackageInfo } from './package-info.js';
import '../pipeline/pipeline.js';
import './package-info.js';

const text = (element: RmPackageInfo, part: string): string => element.shadowRoot?.querySelector(`[part=${part}]`)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const manifest: Manifest = {
  version: 'v1',
  metadata: { name: '<b>Captions</b>', description: 'Speech to text', created_at: '2026-02-03T04:05:06Z' },
  nodes: [{ id: 'a', node_type: 'Echo' }, { id: 'b', node_type: 'Echo' }],
  connections: [],
};

describe('rm-package-info', () => {
  it('tells where the runtime comes from', async () => {
    const element = await fixture<RmPackageInfo>(html`<rm-package-info lang="en"></rm-package-info>`);
    await until(() => text(element, 'runtime'), 'the provenance');
    expect(text(element, 'runtime')).to.match(/remotemedia_runtime\.wasm ?\d+\.\d MB ?[\da-f]{64}/).and.to.contain('Python 3.13').and.to.contain('The page asks for no hash.');
    expect(element.matches(':state(loading)')).to.equal(false);
    expect(element.shadowRoot?.textContent).to.contain('There is no pipeline yet.');
    await expect(element).to.be.accessible();
  });

  it('tells what the pipeline says of itself, as text', async () => {
    const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual" lang="en" integrity=${'0'.repeat(64)}><rm-package-info></rm-package-info></rm-pipeline>`);
    pipeline.manifest = manifest;
    const element = pipeline.querySelector('rm-package-info')!;
    await until(() => text(element, 'pipeline'), 'the manifest');
    expect(text(element, 'pipeline')).to.equal('Name<b>Captions</b>DescriptionSpeech to textCreatedFebruary 3, 2026 NodesEcho');
    expect(element.shadowRoot?.querySelector('b')).to.equal(null);
    await until(() => text(element, 'runtime').includes('another runtime'), 'the comparison');
    await expect(element).to.be.accessible();
  });

  it('shows in place that nothing is known, and asks again', async () => {
    const lines = await consoleErrors(async () => {
      const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual" base="/no/such/folder/"><rm-package-info></rm-package-info></rm-pipeline>`);
      const element = pipeline.querySelector('rm-package-info')!;
      await until(() => element.shadowRoot?.querySelector('rm-error')?.error?.code === 'RM1002', 'the error');
      await expect(element).to.be.accessible();
      pipeline.base = undefined;
      await pipeline.updateComplete;
      const retry = await until(() => element.shadowRoot?.querySelector('rm-error')?.shadowRoot?.querySelector('button'), 'the button').then(() => element.shadowRoot!.querySelector('rm-error')!.shadowRoot!.querySelector('button')!);
      retry.click();
      await until(() => text(element, 'runtime'), 'the provenance');
      expect(element.error).to.equal(undefined);
    });
    expect(lines.length).to.equal(1);
  });

  it('gives up when it leaves', async () => {
    const lines = await consoleErrors(async () => {
      const element = document.createElement('rm-package-info');
      document.body.append(element);
      element.remove();
      await new Promise((done) => setTimeout(done, 50));
      expect(element.error).to.equal(undefined);
    });
    expect(lines).to.deep.equal([]);
  });
});

import { expect } from '@open-wc/testing';
import type { Manifest } from '../manifest/types.js';
import { PipelineSession } from './pipeline-session.js';
import { graph } from './testing/manifests.js';

/** What test/security tries under the other hosts, in a worker of the page. */
describe('isolation in the worker', () => {
  let manifest: (nodeType: string) => Manifest;
  before(async () => {
    const isolation = await (await fetch(new URL('../../test/security/isolation.py', import.meta.url))).text();
    manifest = (nodeType) => graph([{ id: 'n', node_type: nodeType }], [], { isolation });
  });

  const look = async (host: object): Promise<{ tried: number; got: object }> => {
    const session = await PipelineSession.open(manifest('Intruder'), { engine: 'worker' });
    const [output] = await session.push({ port: Number(location.port), file: '/etc/hosts', beside: 'x', ...host } as never);
    await session.close();
    return output!.item as never;
  };

  it('a node reaches no file, network, process or variable of the host', async function () {
    this.timeout(60_000);
    const { tried, got } = await look({});
    expect(tried).to.be.greaterThan(35);
    expect(got).to.deep.equal({});
  });

  it('a node sees nothing of another session, open or closed, also when it gets that one\'s worker', async function () {
    this.timeout(60_000);
    const parts = ['rm-', 'secret-', String(Math.random())];
    const other = await PipelineSession.open(manifest('Secretive'), { engine: 'worker' });
    await other.push(parts.join(''));
    expect((await look({ secret_parts: parts })).got).to.deep.equal({});
    await other.close();
    expect((await look({ secret_parts: parts })).got).to.deep.equal({});
  });
});

/** A node sees its own items and nothing of the host or of other sessions, whoever hosts the module. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PipelineRunner, PipelineSession } from '../../core/index.js';
import type { Manifest } from '../../core/manifest/types.js';
import { missing } from '../contract/wasmtime-package.js';
import { dist, nodeWasi, wasmtime, type Result } from './hosts.js';
import { bait, manifest, script, type Bait, type Report } from './support.js';

describe('isolation', () => {
  let trap: Bait;
  /** The library in a folder of its own: bait lies beside it, and whatever is written into it harms nobody. */
  let library: string;
  before(async () => {
    trap = await bait();
    library = join(trap.folder, 'library');
    mkdirSync(library);
    copyFileSync(join(dist, 'python-stdlib.zip'), join(library, 'python-stdlib.zip'));
  });
  after(() => trap.remove());

  const refused = (report: Report): void => {
    assert.ok(report.tried > 35, String(report.tried));
    assert.deepEqual(report.got, {});
    assert.equal(trap.connections(), 0);
    assert.ok(trap.intact());
  };
  const request = (): string => JSON.stringify({ manifest: manifest('Intruder'), input_data: [trap.host] });
  const report = ({ stdout, stderr }: Result): Report => {
    const result = stdout.split('=== PIPELINE RESULTS ===\n')[1];
    assert.ok(result, stderr);
    return (JSON.parse(result) as { outputs: Report }).outputs;
  };

  test('without a sandbox the attempts get what they are after', async () => {
    // On a copy: some of them destroy what they find.
    const free = await bait();
    const child = spawn('python3', [script, JSON.stringify(free.host)], { timeout: 60_000, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    for await (const chunk of child.stdout) text += String(chunk);
    const { got } = { got: JSON.parse(text) as Record<string, string> };
    const connections = free.connections();
    const intact = free.intact();
    free.remove();
    for (const name of ['environment', 'list_root', 'read_passwd', 'read_above', 'read_host_path', 'write_temporary', 'truncate_host_file', 'connect', 'http', 'run_program', 'fork', 'load_library']) {
      assert.ok(name in got, `${name} failed also without a sandbox`);
    }
    assert.ok(connections >= 3 && !intact);
  });

  test('in the inline engine', async () => {
    const session = await PipelineSession.open(manifest('Intruder') as Manifest, { engine: 'inline' });
    const [output] = await session.push(trap.host as never);
    await session.close();
    refused(output!.item as unknown as Report);
  });

  test('in the inline engine through the command door', async () => {
    const { stdout, stderr, exitCode } = await new PipelineRunner({ engine: 'inline' }).command(request());
    assert.equal(exitCode, 0, stderr);
    refused(report({ stdout, stderr, exitCode }));
  });

  test('one session cannot see another, open or closed', async () => {
    const parts = ['rm-', 'secret-', String(Math.random())];
    const first = await PipelineSession.open(manifest('Secretive') as Manifest, { engine: 'inline' });
    await first.push(parts.join(''));
    const look = async (): Promise<Report> => {
      const other = await PipelineSession.open(manifest('Intruder') as Manifest, { engine: 'inline' });
      const [output] = await other.push({ ...trap.host, secret_parts: parts } as never);
      await other.close();
      return output!.item as unknown as Report;
    };
    refused(await look());
    await first.close();
    refused(await look());
  });

  test('within a session the search for secrets finds them', async () => {
    const nodes = [{ id: 's', node_type: 'Secretive' }, { id: 'i', node_type: 'Intruder' }];
    const session = await PipelineSession.open({ ...manifest(''), nodes } as unknown as Manifest, { engine: 'inline' });
    await session.push('rm-secret-1', { to: 's' } as never);
    const [output] = await session.push({ ...trap.host, secret_parts: ['rm-', 'secret-1'] } as never, { to: 'i' } as never);
    await session.close();
    assert.deepEqual(Object.keys((output!.item as unknown as Report).got).sort(), ['kept_by_earlier_session', 'other_sessions']);
  });

  test('under node:wasi', async () => refused(report(await nodeWasi(request(), library))));

  test('under wasmtime', { skip: missing() }, async () => refused(report(await wasmtime(request(), library))));
});

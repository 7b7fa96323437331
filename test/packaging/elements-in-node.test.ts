import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

// Servers import the elements to render pages; nothing may touch the document while a module is evaluated.
const folder = new URL('../../components/', import.meta.url);

for (const { name } of readdirSync(folder, { withFileTypes: true }).filter(({ name }) => existsSync(new URL(`${name}/${name}.ts`, folder)))) {
  test(`components/${name} can be imported without a browser`, async () => {
    const module = (await import(new URL(`${name}/${name}.ts`, folder).href)) as Record<string, { elementProperties?: Map<string, unknown> }>;
    assert.ok(Object.values(module).some((value) => value.elementProperties instanceof Map), 'exports an element');
  });
}

test('all of them together, with their events', async () => {
  const module = await import(new URL('index.ts', folder).href);
  for (const name of ['RmPipeline', 'RmPython', 'RmErrorElement', 'RmResultEvent', 'pipelineContext', 'VERSION']) assert.ok(module[name], name);
  assert.equal(module.VERSION, JSON.parse(readFileSync(new URL('../package.json', folder), 'utf8')).version);
  const event = new module.RmResultEvent([1], 'n1', 2);
  assert.deepEqual([event.type, event.item, event.nodeId, event.detail], ['rm-result', [1], 'n1', { item: [1], nodeId: 'n1', sequence: 2 }]);
});

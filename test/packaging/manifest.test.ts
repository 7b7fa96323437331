/** The custom-elements manifest is what the elements are. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { validateCem } from '@wc-toolkit/cem-validator';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folders = readdirSync(at('components')).filter((name) => existsSync(at(`components/${name}/${name}.ts`)));

interface Entry {
  name: string;
  description?: string;
  type?: { text: string };
  kind?: string;
  privacy?: string;
  static?: boolean;
}
type Lists = Record<'attributes' | 'events' | 'slots' | 'cssParts' | 'cssStates' | 'cssProperties' | 'members', Entry[] | undefined>;
interface Declaration extends Lists {
  name: string;
  tagName?: string;
  summary?: string;
  description?: string;
}
interface Manifest {
  modules: { path: string; declarations: Declaration[] }[];
}

/** Source of an element's folder, without tests. */
const sourceOf = (folder: string): string =>
  readdirSync(at(`components/${folder}`))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(at(`components/${folder}/${name}`), 'utf8'))
    .join('\n');

/** Entries of an interface that the folders add to: `'rm-x': RmX`. */
function augmented(name: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of [...folders, 'internal']) {
    for (const [, body] of sourceOf(folder).matchAll(new RegExp(`interface ${name} \\{([^}]*)\\}`, 'g'))) {
      for (const [, key, type] of body!.matchAll(/'(rm-[\w-]+)': ([\w |]+)/g)) found.set(key!, type!);
    }
  }
  return found;
}

let written: string;
let manifest: Manifest;
const elements = new Map<string, Declaration>();
const classes = new Map<string, Declaration>();

before(() => {
  written = mkdtempSync(join(tmpdir(), 'rm-manifest-'));
  const { status, stderr } = spawnSync(process.execPath, [at('scripts/manifest.mjs'), written], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  manifest = JSON.parse(readFileSync(join(written, 'custom-elements.json'), 'utf8')) as Manifest;
  for (const declaration of manifest.modules.flatMap(({ declarations }) => declarations)) {
    classes.set(declaration.name, declaration);
    if (declaration.tagName) elements.set(declaration.tagName, declaration);
  }
});
after(() => rmSync(written, { recursive: true, force: true }));

test('has every element, and says what it is', () => {
  assert.deepEqual([...elements.keys()].sort(), folders.map((name) => `rm-${name}`).sort());
  for (const [tag, { summary, description }] of elements) assert.ok(summary && description, tag);
});

test('is valid, and package.json leads to it', async () => {
  // Types of the runtime, like RmError and Item, are exported by remotemedia-elements/core, where the validator does not look.
  await validateCem(manifest, { packageJsonPath: at('package.json'), rules: { manifest: { exportTypes: 'off' } } });
});

test('says of each attribute, event, slot, part, state, token and member what it is', () => {
  const silent: string[] = [];
  for (const [tag, declaration] of elements) {
    for (const list of ['attributes', 'events', 'slots', 'cssParts', 'cssStates', 'cssProperties'] as const) {
      for (const { name, description } of declaration[list] ?? []) if (!description) silent.push(`${tag} ${list} ${name}`);
    }
  }
  assert.deepEqual(silent, []);
});

test('has what can be used from outside, and nothing else', () => {
  for (const [tag, { members = [] }] of elements) {
    for (const { name, privacy, static: ofClass } of members) assert.ok(privacy !== 'private' && privacy !== 'protected' && !ofClass && !name.startsWith('#'), `${tag} ${name}`);
    assert.ok(members.some(({ name }) => name === 'strings'), `${tag} inherits what every element has`);
  }
});

for (const folder of folders) {
  const tag = `rm-${folder}`;
  test(`${tag}: attributes are those the class observes`, async () => {
    const module = (await import(at(`components/${folder}/${folder}.ts`))) as Record<string, { observedAttributes?: string[] }>;
    const observed = module[elements.get(tag)!.name]?.observedAttributes;
    assert.ok(observed, 'the class is exported');
    assert.deepEqual((elements.get(tag)!.attributes ?? []).map(({ name }) => name).filter((name) => observed.includes(name)).sort(), [...new Set(observed)].sort());
  });

  test(`${tag}: every part, state and slot in the source is documented`, () => {
    const source = sourceOf(folder);
    const named = (pattern: RegExp): string[] => [...source.matchAll(pattern)].flatMap(([, name]) => name!.split(/\s+/)).filter((name) => name && !name.includes('$'));
    const documented = (list: Entry[] | undefined): Set<string> => new Set((list ?? []).map(({ name }) => name));
    const { cssParts, cssStates, slots } = elements.get(tag)!;
    const missing = (names: string[], known: Set<string>): string[] => [...new Set(names)].filter((name) => !known.has(name));
    assert.deepEqual(missing(named(/\bpart="([\w -]+)"/g), documented(cssParts)), [], 'parts');
    assert.deepEqual(missing(named(/\bsetState\('([\w-]+)'/g), documented(cssStates)), [], 'states');
    assert.deepEqual(missing(named(/<slot name="([\w-]+)"/g), documented(slots)), [], 'slots');
  });
}

test('every event is a class of that type, known to addEventListener', () => {
  const map = augmented('GlobalEventHandlersEventMap');
  for (const [tag, { events = [] }] of elements) {
    for (const { name, type } of events) {
      if (!name.startsWith('rm-')) continue;
      assert.ok(type && classes.has(type.text), `${tag} ${name}: ${type?.text} exists`);
      assert.ok(map.get(name)?.split(' | ').includes(type.text), `${tag} ${name} in GlobalEventHandlersEventMap`);
    }
  }
});

test('every tag is known to querySelector and createElement', () => {
  const map = augmented('HTMLElementTagNameMap');
  for (const [tag, { name }] of elements) assert.equal(map.get(tag), name, tag);
});

test('editors get every element with its attributes', () => {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(written, name), 'utf8'));
  const code = read('vscode.html-custom-data.json') as { tags: { name: string; description: string; attributes: Entry[] }[] };
  const jetBrains = read('web-types.json') as { name: string; contributions: { html: { elements: { name: string; attributes: Entry[]; events: Entry[] }[] } } };
  for (const [tag, { summary, attributes = [], events = [] }] of elements) {
    const names = attributes.map(({ name }) => name);
    const inCode = code.tags.find(({ name }) => name === tag);
    assert.deepEqual(inCode?.attributes.map(({ name }) => name), names, tag);
    assert.ok(inCode!.description.startsWith(summary!), tag);
    const inWebTypes = jetBrains.contributions.html.elements.find(({ name }) => name === tag);
    assert.deepEqual(inWebTypes?.attributes.map(({ name }) => name), names, tag);
    assert.deepEqual(inWebTypes?.events.map(({ name }) => name), events.map(({ name }) => name), tag);
  }
  assert.equal(jetBrains.name, 'remotemedia-elements');
});

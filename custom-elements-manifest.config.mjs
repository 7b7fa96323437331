/**
 * The custom-elements manifest, from the JSDoc and the types of components/: what editors, frameworks and Storybook know of the elements.
 * `scripts/manifest.mjs` runs the analyzer with it.
 *
 * Tags come from `@tag`, because define() hides them from the analyzer. Kept are the elements and their events, with what a page can
 * use: inherited members are resolved, what is private, protected, static or called by the browser alone is left out.
 */
import { cemInheritancePlugin } from '@wc-toolkit/cem-inheritance';

const callbacks = /^(connected|disconnected|adopted|attributeChanged|form\w+)Callback$/;
const isPublic = ({ name, privacy, static: ofClass }) => !ofClass && privacy !== 'private' && privacy !== 'protected' && !name.startsWith('#') && !callbacks.test(name);

/** An element is published as a file of its own; events are in the files of all that fire them, and in the package's entry. */
const published = (path) => {
  const [, folder, name] = /^components\/([^/]+)\/([^/]+)\.ts$/.exec(path) ?? [];
  if (folder !== undefined && folder === name) return `dist/components/${name}.js`;
  if (name === 'events') return folder === 'internal' ? 'dist/remotemedia.js' : `dist/components/${folder}.js`;
  return undefined;
};

/** The reference to a class, from the module that is published. */
function point(reference) {
  if (reference?.module) reference.module = published(reference.module.replace(/^\//, '').replace(/\.js$/, '.ts'));
}

const tidy = {
  name: 'remotemedia-tidy',
  packageLinkPhase({ customElementsManifest: manifest }) {
    const modules = new Map();
    for (const { path: source, declarations, exports } of manifest.modules) {
      const path = published(source);
      if (!path) continue;
      if (!modules.has(path)) modules.set(path, { kind: 'javascript-module', path, declarations: [], exports: [] });
      const kept = declarations.filter(({ kind }) => kind === 'class');
      for (const declaration of kept) {
        declaration.members = declaration.members?.filter(isPublic);
        point(declaration.superclass);
        // Every class is complete in itself: its bases are not published.
        if (declaration.superclass && !declaration.superclass.module && declaration.superclass.package !== 'lit') {
          declaration.superclass = declaration.customElement ? { name: 'LitElement', package: 'lit' } : { name: 'Event', package: 'global:' };
        }
        const { members, attributes, events, slots, cssParts, cssProperties, cssStates } = declaration;
        for (const list of [members, attributes, events, slots, cssParts, cssProperties, cssStates]) list?.forEach((entry) => delete entry.inheritedFrom);
        // An attribute that an accessor reads itself.
        for (const attribute of attributes?.filter(({ type }) => !type) ?? []) {
          const { name, type, description } = members.find((member) => member.name === attribute.name) ?? {};
          if (name) Object.assign(attribute, { type, description, fieldName: name });
        }
      }
      const names = new Set(kept.map(({ name }) => name));
      modules.get(path).declarations.push(...kept);
      for (const entry of exports) {
        if (!names.has(entry.declaration?.name)) continue;
        modules.get(path).exports.push({ ...entry, declaration: { ...entry.declaration, module: path } });
      }
      for (const { name, tagName } of kept) {
        if (tagName) modules.get(path).exports.push({ kind: 'custom-element-definition', name: tagName, declaration: { name, module: path } });
      }
    }
    manifest.modules = [...modules.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    manifest.schemaVersion = '2.1.0';
  },
};

export default {
  globs: ['components/**/*.ts'],
  exclude: ['**/*.test.ts', '**/*.styles.ts', '**/texts.ts', 'components/loader/**'],
  litelement: true,
  // package.json names it already.
  packagejson: false,
  plugins: [cemInheritancePlugin(), tidy],
};

import { fileURLToPath } from 'node:url';

/**
 * Rollup plugin: leaves out what of Lit the built kit never reaches. Browsers that have all the kit needs (ElementInternals, `:state()`)
 * have style sheets to adopt and need no polyfill, and the kit's decorators are TypeScript's. What is left out must be in the source
 * as it stands here: after an update of Lit the build says what to look at.
 */
const cuts = {
  'reactive-element/css-tag.js': [
    [/e=t\.ShadowRoot&&\(.*?\)&&"adoptedStyleSheets"in Document\.prototype&&"replace"in CSSStyleSheet\.prototype/, 'e=!0'],
    // Said to those who call css() with something else; TypeScript says it before.
    [/Error\("CSSResult is not constructable[^"]*"\)/, 'Error()'],
    [/Error\("Value passed to 'css' function must be a 'css' function result: "\+t\+"[^"]*"\)/, 'Error(t)'],
  ],
  // Versions are counted to warn of two copies of Lit on a page; the one in here is nobody's concern.
  'reactive-element/reactive-element.js': [
    [/,p=a\.reactiveElementPolyfillSupport/, ''],
    [/,p\?\.\(\{ReactiveElement:y\}\),\(a\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, ''],
  ],
  'lit-element/lit-element.js': [
    [/const o=s\.litElementPolyfillSupport;o\?\.\(\{LitElement:i\}\);/, ''],
    [/\(s\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\);/, ''],
  ],
  'lit-html/lit-html.js': [
    [/,(\w+)=t\.litHtmlPolyfillSupport;\1\?\.\(\w+,\w+\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, ''],
    // Directives on an element itself, as ref(): no template of the kit has one.
    [/else t\.startsWith\(o\)&&\(d\.push\(\{type:6,index:l\}\),r\.removeAttribute\(t\)\)/, ''],
    [/1===r\.type\?i=new r\.ctor\(([^)]*)\):6===r\.type&&\(i=new Z\(h,this,t\)\)/, '1===r.type&&(i=new r.ctor($1))'],
    [/class Z\{constructor\(t,i,s\)\{this\.element=t,this\.type=6,.*?_\$AI\(t\)\{M\(this,t\)\}\}/, ''],
    [/,F:Z\}/, '}'],
  ],
};

/** Lit's decorators also work as those of the language; a build has simpler ones. */
const decorators = fileURLToPath(new URL('lean-decorators.js', import.meta.url));

export function leanLit() {
  return {
    name: 'lean-lit',
    resolveId: (source) => (source === 'lit/decorators.js' ? decorators : null),
    transform(code, id) {
      const [file, own] = Object.entries(cuts).find(([name]) => id.replaceAll('\\', '/').endsWith(`/${name}`)) ?? [];
      if (!file) return null;
      let left = code;
      for (const [from, to] of own) {
        const before = left;
        left = before.replace(from, to);
        if (left === before) this.error(`${file} is not what scripts/lean-lit.mjs expects: ${from}`);
      }
      // All of it is one line, of which the source map keeps nothing but the file.
      return { code: left, map: null };
    },
  };
}

/** Rollup plugin, after esbuild: its helper for decorators, which it writes into every module that has one, is replaced by the kit's. */
export function leanDecorators() {
  return {
    name: 'lean-decorators',
    transform(code) {
      const [helper] = /^var __defProp = [^]*?^var __decorateClass = [^]*?^};\n/m.exec(code) ?? [];
      if (!helper) return null;
      // On as many lines as before, so that the source map holds.
      const lines = helper.split('\n').length - 1;
      return { code: code.replace(helper, () => `import { __decorateClass } from ${JSON.stringify(decorators)};${'\n'.repeat(lines)}`), map: null };
    },
  };
}

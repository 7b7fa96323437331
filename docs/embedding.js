// What docs/embedding.html adds to its text: copy buttons, colours, and snippets that follow the reader's own address of the kit.
import { colour, copyButton } from './code.js';

const field = document.getElementById('base');
const shown = field.value;
const blocks = [...document.querySelectorAll('.file')].map((figure) => {
  const code = figure.querySelector('code');
  const caption = figure.querySelector('figcaption');
  caption.append(...copyButton(code, caption.textContent));
  return { code, text: code.textContent, coloured: figure.querySelector('[data-language=csp], [data-language=sh]') === null };
});
const parts = [...document.querySelectorAll('.parts code')].map((code) => ({ code, text: code.textContent, coloured: false }));

/** Hashes of the kit that lies beside these pages: of the version that they describe. */
const hashes = await fetch('../dist/sri.json').then(
  (response) => (response.ok ? response.json() : {}),
  () => ({}),
);

function follow() {
  let base;
  try {
    base = new URL(field.value.trim());
    if (!/^https?:$/.test(base.protocol)) throw new TypeError('Not an address of the web.');
  } catch {
    field.setAttribute('aria-invalid', 'true');
    return;
  }
  field.removeAttribute('aria-invalid');
  const folder = base.href.replace(/\/+$/, '');
  for (const { code, text, coloured } of [...blocks, ...parts]) {
    code.textContent = text
      .replace(/([\w.]+)(" crossorigin\s+integrity=")sha384-…/, (whole, file, between) => file + between + (hashes[file]?.integrity ?? 'sha384-…'))
      .replaceAll(shown, folder)
      .replaceAll(new URL(shown).origin, base.origin);
    if (coloured) colour(code);
  }
}
field.addEventListener('input', follow);
follow();

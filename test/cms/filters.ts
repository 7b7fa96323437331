/**
 * What content systems do to HTML before it reaches a visitor, as far as it matters to a snippet. Written from their published
 * behaviour; each function says which rules it keeps.
 */

/** Elements that WordPress takes for blocks, so that it puts no paragraph around them. Custom elements are none. */
const blocks =
  'table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary';
const block = (pattern: string, flags = 'g'): RegExp => new RegExp(pattern.replace('BLOCK', `(?:${blocks})`), flags);

/**
 * `wpautop`, the paragraphs of classic WordPress content. Its rules here: `<pre>` is left alone; blank lines, and block tags, end a
 * paragraph, also inside of a script; a paragraph around nothing but a block tag goes; single line breaks become `<br />`, but not
 * inside of script, style and svg, not inside of a tag, and not beside a block tag.
 */
export function wpautop(content: string): string {
  if (content.trim() === '') return '';
  const kept: string[] = [];
  const keep = (text: string): string => `<!--kept ${kept.push(text) - 1}-->`;
  let text = `${content.replace(/\r\n?/g, '\n')}\n`;
  text = text.replace(/<pre[\s>][\s\S]*?<\/pre>/g, (whole) => `<pre>${keep(whole)}</pre>`);
  text = text.replace(/<br\s*\/?>\s*<br\s*\/?>/g, '\n\n');
  text = text.replace(block('(<BLOCK[\\s/>])'), '\n\n$1').replace(block('(</BLOCK>)'), '$1\n\n');
  text = text.replace(/<[^>]*>/g, (tag) => (tag.startsWith('<!--') ? tag : tag.replace(/\n/g, () => keep('\n'))));

  text = text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${paragraph.replace(/^\n+|\n+$/g, '')}</p>\n`)
    .join('');
  text = text
    .replace(/<p>\s*<\/p>/g, '')
    .replace(/<p>([^<]+)<\/(div|address|form)>/g, '<p>$1</p></$2>')
    .replace(block('<p>\\s*(</?BLOCK[^>]*>)\\s*</p>'), '$1')
    .replace(block('<p>\\s*(</?BLOCK[^>]*>)'), '$1')
    .replace(block('(</?BLOCK[^>]*>)\\s*</p>'), '$1');

  text = text.replace(/<(script|style|svg)[\s\S]*?<\/\1>/g, (whole) => whole.replace(/\n/g, () => keep('\n')));
  text = text.replace(/<br\/?>/g, '<br />').replace(/(?<!<br \/>)\s*\n/g, '<br />\n');
  text = text
    .replace(block('(</?BLOCK[^>]*>)\\s*<br />'), '$1')
    .replace(/<br \/>(\s*<\/?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol)[^>]*>)/g, '$1')
    .replace(/\n<\/p>$/, '</p>');
  return text.replace(/<pre>(<!--kept \d+-->)<\/pre>/g, '$1').replace(/<!--kept (\d+)-->/g, (_, index: string) => kept[Number(index)]!);
}

/**
 * `wptexturize`, the typography of WordPress, also in the content of blocks. Its rules here: straight quotes, apostrophes, `--`,
 * `---` and `...` become typographic ones in text, not in tags, and not inside of pre, code, kbd, style, script and tt.
 */
export function wptexturize(content: string): string {
  let protectedBy = '';
  return content
    .split(/(<!--[\s\S]*?-->|<[^>]*>)/)
    .map((part) => {
      if (part.startsWith('<')) {
        const [, slash, name] = /^<(\/?)(pre|code|kbd|style|script|tt)\b/.exec(part) ?? [];
        if (name && !slash && !protectedBy) protectedBy = name;
        else if (slash && name === protectedBy) protectedBy = '';
        return part;
      }
      if (protectedBy) return part;
      return part
        .replace(/---/g, '—')
        .replace(/--/g, '–')
        .replace(/\.\.\./g, '…')
        .replace(/(^|[\s([{])"/g, '$1“')
        .replace(/"/g, '”')
        .replace(/(^|[\s([{])'/g, '$1‘')
        .replace(/'/g, '’');
    })
    .join('');
}

/**
 * A minifier of HTML: runs of white space become one space. The careful one leaves scripts alone; the other does not know that a
 * script of an unknown type is no markup, as Cloudflare's did not (pyscript/pyscript#611).
 */
export function minify(content: string, { scripts = false } = {}): string {
  const flat = (text: string): string => text.replace(/\s+/g, ' ').replace(/> </g, '><');
  return scripts ? flat(content) : content.split(/(<script[\s\S]*?<\/script>)/).map((part) => (part.startsWith('<script') ? part : flat(part))).join('');
}

/** A visual editor that writes what it took for text: typographic quotes wherever there were straight ones, in scripts too. */
export const smarten = (content: string): string => content.replace(/(?<=>)[^<]+(?=<)/g, (text) => wptexturize(text));

/** A filter that escapes what stands in a script as if it were text. */
export const escape = (content: string): string =>
  content.replace(/(<script type="text\/x-python">)([\s\S]*?)(<\/script>)/g, (_, open: string, code: string, close: string) => open + code.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;') + close);

import { placeWords, wellFormed, type Segment } from '../segment.js';
import { withTimes } from '../timing.js';

export interface MarkupOptions {
  /** BCP 47; without it, that of the segments. */
  language?: string | undefined;
  title?: string | undefined;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for XML and HTML, in content and attributes. What XML cannot hold at all (control characters, half a surrogate pair) goes. */
export const escapeMarkup = (text: string): string =>
  wellFormed(text)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (letter) => escapes[letter]!);

const languageOf = (segments: readonly Segment[], { language }: MarkupOptions): string => language ?? segments.find((segment) => segment.language)?.language ?? '';
const milliseconds = (seconds: number): string => (Math.round(seconds * 1000) / 1000).toFixed(3);

/** TTML (Timed Text Markup Language 2), with the speakers as agents. */
export function toTTML(segments: readonly Segment[], options: MarkupOptions = {}): string {
  const agents = new Map<string, string>();
  for (const { speaker } of segments) if (speaker && !agents.has(speaker)) agents.set(speaker, `speaker${agents.size + 1}`);
  const heads = [...agents].map(([name, id]) => `      <ttm:agent xml:id="${id}" type="person"><ttm:name type="full">${escapeMarkup(name)}</ttm:name></ttm:agent>\n`);
  const cues = withTimes(segments).map(({ text, start, end, speaker, language }) => {
    // Readers of XML take runs of blanks for one.
    const spoken = escapeMarkup(text);
    const space = /[\t\r\n]| {2}/.test(spoken) ? ' xml:space="preserve"' : '';
    const attributes = `${speaker ? ` ttm:agent="${agents.get(speaker)}"` : ''}${language ? ` xml:lang="${escapeMarkup(language)}"` : ''}${space}`;
    return `      <p begin="${milliseconds(start)}s" end="${milliseconds(end)}s"${attributes}>${spoken}</p>\n`;
  });
  const title = options.title ? `      <ttm:title>${escapeMarkup(options.title)}</ttm:title>\n` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="${escapeMarkup(languageOf(segments, options))}">
  <head>
    <metadata>
${title}${heads.join('')}    </metadata>
  </head>
  <body>
    <div>
${cues.join('')}    </div>
  </body>
</tt>
`;
}

/** A page whose words carry their times as hyperaudio has them (`data-m`, `data-d` in ms), which `rm-transcript` reads again. */
export function toHTML(segments: readonly Segment[], options: MarkupOptions = {}): string {
  const language = languageOf(segments, options);
  const paragraphs = withTimes(segments).map((segment) => {
    const speaker = segment.speaker ? `<span class="speaker" data-m="${ms(segment.start)}" data-d="0">${escapeMarkup(segment.speaker)}: </span>` : '';
    return `    <p>${speaker}${spans(segment)}</p>\n`;
  });
  return `<!doctype html>
<html${language ? ` lang="${escapeMarkup(language)}"` : ''}>
<head><meta charset="utf-8"><title>${escapeMarkup(options.title ?? '')}</title></head>
<body>
  <article>
${paragraphs.join('')}  </article>
</body>
</html>
`;
}

const ms = (seconds: number): number => Math.round(seconds * 1000);
const span = (text: string, start: number, end: number): string => `<span data-m="${ms(start)}" data-d="${Math.max(0, ms(end) - ms(start))}">${escapeMarkup(text)}</span>`;

/** Each word takes along what stands between it and the next. */
function spans({ text, words, start, end }: Segment & { start: number; end: number }): string {
  const placed = placeWords(text, words);
  if (placed.length === 0) return span(text, start, end);
  return placed.map(({ word }, index) => span(text.slice(index === 0 ? 0 : placed[index]!.from, placed[index + 1]?.from ?? text.length), word.start, word.end)).join('');
}

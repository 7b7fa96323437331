import { readTimedSpans, type TimedSpan } from '../../core/transcript/read.js';
import type { SegmentInput } from '../../core/transcript/segment.js';

const blocks = 'p, li, div, section, blockquote, h1, h2, h3, h4, h5, h6';

/** The segments that the content of the element is: words with times, as hyperaudio marks them, or paragraphs. */
export function readContent(nodes: readonly Node[]): SegmentInput[] {
  const elements = nodes.filter((node): node is Element => node instanceof Element);
  const timed = elements.flatMap((element) => [...(element.matches('[data-m]') ? [element] : []), ...element.querySelectorAll('[data-m]')]);
  return timed.length ? readTimedSpans(spansOf(timed)).segments : paragraphs(nodes);
}

function spansOf(elements: readonly Element[]): TimedSpan[] {
  const containers: (Element | null)[] = [];
  return elements.map((element) => {
    const container = element.closest(blocks);
    let paragraph = containers.indexOf(container);
    if (paragraph < 0) paragraph = containers.push(container) - 1;
    // An attribute that is missing or empty is no time, not zero.
    const number = (name: string): number => Number.parseFloat(element.getAttribute(name) ?? '');
    return { text: element.textContent ?? '', start: number('data-m'), duration: number('data-d'), speaker: element.classList.contains('speaker'), paragraph };
  });
}

/** Text directly in the element is one paragraph. */
function paragraphs(nodes: readonly Node[]): SegmentInput[] {
  const found: SegmentInput[] = [];
  for (const node of nodes) {
    const parts = node instanceof Element ? [...node.querySelectorAll(blocks)].filter((part) => !part.querySelector(blocks)) : [];
    for (const part of parts.length ? parts : [node]) {
      const text = part.textContent?.replace(/\s+/g, ' ').trim();
      if (text) found.push({ text });
    }
  }
  return found;
}

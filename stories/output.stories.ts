import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import type { Item } from '../core/index.js';
import '../components/output/output.js';
import { patience } from './support.js';

const meta: Meta = { title: 'Elements/rm-output', component: 'rm-output' };
export default meta;

const rows = Array.from({ length: 40 }, (_, index) => ({ 'time (s)': index / 10, 'loudness (dB)': Math.round(-30 + 20 * Math.sin(index)), spoken: index % 3 === 0 }));
const tone: Item = { kind: 'audio', samples: Float32Array.from({ length: 16000 }, (_, index) => Math.sin(index / 6) * 0.2), sampleRate: 16000, channels: 1 };
/** Pixels of a gradient: red grows to the right, green downwards. */
function picture(blue: number): Item {
  const [height, width] = [90, 160];
  const data = new Uint8Array(height * width * 3);
  for (let at = 0; at < height * width; at += 1) data.set([((at % width) / width) * 255, (Math.floor(at / width) / height) * 255, blue * 120], at * 3);
  return { kind: 'tensor', dtype: 'uint8', shape: [height, width, 3], data };
}
const shows = (items: readonly unknown[], format = 'auto') => html`<rm-output format=${format} .items=${items as Item[]}></rm-output>`;

export const Empty: StoryObj = { render: () => html`<rm-output></rm-output>` };
export const EmptyInOwnWords: StoryObj = { render: () => html`<rm-output><span slot="empty">The table appears here.</span></rm-output>` };
export const Text: StoryObj = {
  args: { items: ['Speech begins at 0.4 s.', 'And ends at 2.1 s.'], format: 'auto', label: 'Results', max: 1000 },
  argTypes: { format: { control: 'select', options: ['auto', 'text', 'json', 'table', 'image', 'audio', 'html-safe'] } },
  render: ({ items, format, label, max }) => html`<rm-output format=${format} label=${label} max=${max} .items=${items}></rm-output>`,
};
export const Numbers: StoryObj = { render: () => shows([1, 2.5, 40, -7, true]) };
export const Tree: StoryObj = { render: () => shows([{ words: 23, longest: 'palindrome', 'most common': { the: 6, noon: 2 }, palindromes: ['anna', 'noon'] }], 'json') };
export const Table: StoryObj = { render: () => shows(rows) };
export const Audio: StoryObj = { render: () => shows([tone]) };
/** Bytes of a PNG, JPEG, GIF, WebP or AVIF, and tensors of pixels. */
export const Images: StoryObj = {
  render: () => shows([picture(0), picture(1), picture(2)]),
  play: async ({ canvasElement }) => {
    const root = canvasElement.querySelector('rm-output')!.shadowRoot!;
    await waitFor(() => expect(root.querySelectorAll('canvas[aria-label*="×"]').length).toBe(3), patience);
  },
};
/** Markup of a model, say, without all that could do something. */
export const SanitisedMarkup: StoryObj = {
  render: () =>
    shows(
      ['<h3>Palindromes</h3><p>A <em>palindrome</em> reads the same <a href="https://example.org">from both ends</a>.</p><ul><li>noon</li><li>level</li></ul><script>alert(1)</' + 'script><p onclick="alert(2)" style="color:red">This does nothing when it is pressed.</p>'],
      'html-safe',
    ),
  play: async ({ canvasElement }) => {
    const root = canvasElement.querySelector('rm-output')!.shadowRoot!;
    await waitFor(() => expect(root.querySelector('h3')).toBeTruthy(), patience);
    await expect(root.querySelector('script, [onclick], [style]')).toBeNull();
  },
};
/** The page says how results of a type look; they are filled in as text. */
export const OwnTemplates: StoryObj = {
  render: () => html`<rm-output .items=${['Two words were found.', { word: 'noon', count: 2 }, { word: 'level', count: 1 }] as Item[]}>
    <template slot="text"><strong>{{.}}</strong></template>
    <template slot="json"><label>{{word}}: <meter min="0" max="3" value="{{count}}"></meter> {{count}}</label></template>
  </rm-output>`,
};
export const TheLastOfMany: StoryObj = { render: () => html`<rm-output max="3" .items=${['one', 'two', 'three', 'four', 'five']}></rm-output>` };
/** Markup in a result is text. */
export const Hostile: StoryObj = { render: () => shows(['<img src=x onerror="alert(1)">', '<script>alert(2)</' + 'script>']) };

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { Item } from '../core/index.js';
import '../components/output/output.js';

const meta: Meta = { title: 'Elements/rm-output', component: 'rm-output' };
export default meta;

const rows = Array.from({ length: 40 }, (_, index) => ({ 'time (s)': index / 10, 'loudness (dB)': Math.round(-30 + 20 * Math.sin(index)), spoken: index % 3 === 0 }));
const tone: Item = { kind: 'audio', samples: Float32Array.from({ length: 16000 }, (_, index) => Math.sin(index / 6) * 0.2), sampleRate: 16000, channels: 1 };
const shows = (items: readonly unknown[], format = 'auto') => html`<rm-output format=${format} .items=${items as Item[]}></rm-output>`;

export const Empty: StoryObj = { render: () => html`<rm-output></rm-output>` };
export const EmptyInOwnWords: StoryObj = { render: () => html`<rm-output><span slot="empty">The table appears here.</span></rm-output>` };
export const Text: StoryObj = {
  args: { items: ['Speech begins at 0.4 s.', 'And ends at 2.1 s.'], format: 'auto', label: 'Results', max: 1000 },
  argTypes: { format: { control: 'select', options: ['auto', 'text', 'json', 'table', 'audio'] } },
  render: ({ items, format, label, max }) => html`<rm-output format=${format} label=${label} max=${max} .items=${items}></rm-output>`,
};
export const Numbers: StoryObj = { render: () => shows([1, 2.5, 40, -7, true]) };
export const Tree: StoryObj = { render: () => shows([{ words: 23, longest: 'palindrome', 'most common': { the: 6, noon: 2 }, palindromes: ['anna', 'noon'] }], 'json') };
export const Table: StoryObj = { render: () => shows(rows) };
export const Audio: StoryObj = { render: () => shows([tone]) };
export const TheLastOfMany: StoryObj = { render: () => html`<rm-output max="3" .items=${['one', 'two', 'three', 'four', 'five']}></rm-output>` };
/** Markup in a result is text. */
export const Hostile: StoryObj = { render: () => shows(['<img src=x onerror="alert(1)">', '<script>alert(2)</' + 'script>']) };

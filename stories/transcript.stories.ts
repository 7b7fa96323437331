import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import type { SegmentInput } from '../core/transcript/segment.js';
import '../components/transcript/transcript.js';
import { patience } from './support.js';

const words = (text: string, from: number) => text.split(' ').map((word, index) => ({ text: word, start: from + index * 0.4, end: from + index * 0.4 + 0.4 }));
const said = (speaker: string, text: string, start: number): SegmentInput => ({ speaker, text, start, end: start + text.split(' ').length * 0.4, words: words(text, start) });
const talk = [
  said('Ada', 'Good morning, everyone. Shall we begin?', 0.4),
  said('Grace', 'Yes. The compiler is ready, and it found a moth.', 3.6),
  said('Ada', 'Then let us write that down.', 8),
];

const meta: Meta = { title: 'Elements/rm-transcript', component: 'rm-transcript' };
export default meta;

export const Empty: StoryObj = { render: () => html`<rm-transcript></rm-transcript>` };
export const Speakers: StoryObj = { render: () => html`<rm-transcript .segments=${talk}></rm-transcript>` };
export const Interim: StoryObj = { render: () => html`<rm-transcript .segments=${[...talk, { text: 'and then we', final: false }]}></rm-transcript>` };
export const WordTimes: StoryObj = { render: () => html`<rm-transcript timestamps="word" .segments=${talk}></rm-transcript>` };
export const Controls: StoryObj = { render: () => html`<rm-transcript search controls editable .segments=${talk}></rm-transcript>` };
export const Long: StoryObj = {
  render: () => html`<rm-transcript search .segments=${Array.from({ length: 5000 }, (_, index) => said(index % 2 ? 'Ada' : 'Grace', `This is segment ${index + 1} of a long talk.`, index * 4))}></rm-transcript>`,
};
export const Hyperaudio: StoryObj = {
  render: () => html`<rm-transcript>
    <p><span class="speaker" data-m="0" data-d="0">Ada: </span><span data-m="0" data-d="400">Hello </span><span data-m="500" data-d="300">there.</span></p>
  </rm-transcript>`,
};
export const RightToLeft: StoryObj = {
  render: () => html`<rm-transcript dir="rtl" lang="ar" search .segments=${[said('ليلى', 'صباح الخير جميعا', 0), said('عمر', 'شكرا لك', 2)]}></rm-transcript>`,
};
export const Failed: StoryObj = { parameters: { expectedErrors: ['RM4205'] }, render: () => html`<rm-transcript src="data:text/plain,nothing"></rm-transcript>` };
export const FromTtml: StoryObj = {
  render: () => html`<rm-transcript
    src="data:application/ttml+xml,${encodeURIComponent(
      '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><body><div begin="1m"><p begin="500ms" ttm:agent="Ada">Good morning,<br/>everyone.</p><p begin="00:00:04.25" ttm:agent="Grace"><span begin="0s">It</span> <span begin="400ms">works.</span></p></div></body></tt>',
    )}"
  ></rm-transcript>`,
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelector('rm-transcript')!.segments.map(({ text, start }) => [text, start])).toEqual([['Good morning, everyone.', 60.5], ['It works.', 64.25]]), patience);
  },
};
const rowsOf = (canvas: HTMLElement): Element[] => [...(canvas.querySelector('rm-transcript')?.shadowRoot?.querySelectorAll('[part=who]') ?? [])];
/** The page's own form; its parts are styled from outside. */
export const OwnTemplate: StoryObj = {
  render: () => html`<rm-transcript search editable .segments=${talk}>
    <template slot="segment"><blockquote part="quote" data-text></blockquote><cite part="who">{{speaker}}, {{time}}</cite></template>
  </rm-transcript>`,
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(rowsOf(canvasElement)).toHaveLength(3), patience);
    await canvasElement.querySelector('rm-transcript')!.find('moth');
  },
};

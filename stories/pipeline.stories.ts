import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect } from 'storybook/test';
import '../components/pipeline/pipeline.js';
import '../components/node/node.js';
import '../components/output/output.js';
import '../components/text-input/text-input.js';
import { reaches } from './support.js';

const meta: Meta = { title: 'Elements/rm-pipeline', component: 'rm-pipeline' };
export default meta;

const content = (factor = '{"factor": 2}') => html`<rm-text-input type="numbers" label="Numbers" value="1 2 3"></rm-text-input>
  <rm-node show type="MultiplyNode" params=${factor}></rm-node>
  <rm-output></rm-output>`;

export const Idle: StoryObj = {
  args: { load: 'manual', autorun: false },
  argTypes: { load: { control: 'select', options: ['interaction', 'visible', 'idle', 'eager', 'manual'] } },
  render: ({ load, autorun }) => html`<rm-pipeline load=${load} ?autorun=${autorun}>${content()}</rm-pipeline>`,
};
export const Poster: StoryObj = { render: () => html`<rm-pipeline load="manual"><p slot="poster">The runtime is fetched when you begin to type.</p>${content()}</rm-pipeline>` };
export const Done: StoryObj = {
  render: () => html`<rm-pipeline load="eager" autorun>${content()}</rm-pipeline>`,
  play: async ({ canvasElement }) => {
    const pipeline = await reaches(canvasElement, 'done');
    await expect(pipeline.querySelector('rm-output')?.items).toEqual([2, 4, 6]);
  },
};
export const Failed: StoryObj = {
  parameters: { expectedErrors: ['RM2004'] },
  render: () => html`<rm-pipeline load="eager" autorun><rm-text-input value="1"></rm-text-input><rm-node show type="NoSuchNode"></rm-node><rm-output></rm-output></rm-pipeline>`,
  play: async ({ canvasElement }) => void (await reaches(canvasElement, 'error')),
};
export const OwnWordsForAnError: StoryObj = {
  parameters: { expectedErrors: ['RM2004'] },
  render: () => html`<rm-pipeline load="eager" autorun>
    <p slot="error">This page is being repaired.</p>
    <rm-text-input value="1"></rm-text-input><rm-node type="NoSuchNode"></rm-node><rm-output></rm-output>
  </rm-pipeline>`,
  play: async ({ canvasElement }) => void (await reaches(canvasElement, 'error')),
};

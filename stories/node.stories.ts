import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, waitFor } from 'storybook/test';
import type { RmNode } from '../components/node/node.js';
import '../components/node/node.js';
import '../components/pipeline/pipeline.js';
import { patience, pythonError, reaches } from './support.js';

const meta: Meta = { title: 'Elements/rm-node', component: 'rm-node' };
export default meta;

const inPipeline = (content: unknown, load = 'manual') => html`<rm-pipeline load=${load}>${content}</rm-pipeline>`;

export const Card: StoryObj = {
  args: { type: 'MultiplyNode', label: '', factor: 2, bypass: false },
  render: ({ type, label, factor, bypass }) => inPipeline(html`<rm-node show type=${type} label=${label} ?bypass=${bypass} params=${JSON.stringify({ factor })}></rm-node>`),
};
export const OwnContent: StoryObj = { render: () => inPipeline(html`<rm-node show type="AddNode" params='{"addend": 1}'>Adds <b>one</b></rm-node>`) };
export const Ready: StoryObj = {
  render: () => inPipeline(html`<rm-node show type="Echo"></rm-node>`, 'eager'),
  play: async ({ canvasElement }) => void (await reaches(canvasElement, 'ready')),
};
export const Done: StoryObj = {
  render: () => inPipeline(html`<rm-node show type="MultiplyNode" params='{"factor": 3}'></rm-node>`, 'eager'),
  play: async ({ canvasElement }) => {
    const pipeline = await reaches(canvasElement, 'ready');
    const states: string[] = [];
    pipeline.addEventListener('rm-node-state', ({ state }) => states.push(state));
    await pipeline.run([14]);
    await waitFor(() => expect(states).toEqual(['running', 'done']), patience);
  },
};
export const Bypassed: StoryObj = { render: () => inPipeline(html`<rm-node show bypass type="Echo" label="Left as it is"></rm-node>`) };
export const Failed: StoryObj = {
  render: () => inPipeline(html`<rm-node show type="Clean" ${ref((node) => void (node && ((node as RmNode).error = pythonError())))}></rm-node>`),
};
export const BrokenParameters: StoryObj = { render: () => inPipeline(html`<rm-node show type="MultiplyNode" params="{factor: 2}"></rm-node>`), parameters: { expectedErrors: ['RM2001'] } };

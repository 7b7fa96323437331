import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import type { Manifest } from '../core/index.js';
import '../components/graph/graph.js';
import '../components/node/node.js';
import '../components/output/output.js';
import '../components/pipeline/pipeline.js';
import '../components/text-input/text-input.js';
import { patience, reaches } from './support.js';

const meta: Meta = { title: 'Elements/rm-graph', component: 'rm-graph' };
export default meta;

const node = (id: string, node_type: string) => ({ id, node_type });
const link = (from: string, to: string) => ({ from, to });

const speech: Manifest = {
  version: 'v1',
  metadata: { name: 'captions' },
  nodes: [node('resample', 'AudioResample'), node('speech', 'SileroVAD'), node('loudness', 'Loudness'), node('merge', 'Merge'), node('captions', 'Captions')],
  connections: [link('resample', 'speech'), link('resample', 'loudness'), link('speech', 'merge'), link('loudness', 'merge'), link('merge', 'captions')],
  python: { modules: { user: 'class Loudness:\n    pass\nclass Captions:\n    pass\n' } },
};
const wide: Manifest = {
  ...speech,
  nodes: [node('all', 'Split'), ...Array.from({ length: 30 }, (_, index) => node(`band-${index}`, 'BandPass')), node('sum', 'AudioMixer')],
  connections: Array.from({ length: 30 }, (_, index) => [link('all', `band-${index}`), link(`band-${index}`, 'sum')]).flat(),
};

export const Empty: StoryObj = { render: () => html`<rm-graph></rm-graph>` };
export const Layered: StoryObj = { render: () => html`<rm-graph .manifest=${speech}></rm-graph>` };
export const List: StoryObj = { render: () => html`<rm-graph layout="list" .manifest=${speech}></rm-graph>` };
export const Interactive: StoryObj = { render: () => html`<rm-graph interactive selected="speech" .manifest=${speech}></rm-graph>` };
export const Wide: StoryObj = { render: () => html`<rm-graph interactive .manifest=${wide}></rm-graph>` };
export const RightToLeft: StoryObj = { render: () => html`<div dir="rtl"><rm-graph .manifest=${speech}></rm-graph></div>` };
export const Live: StoryObj = {
  render: () => html`<rm-pipeline load="eager">
    <rm-text-input label="Number" type="number" value="20"></rm-text-input>
    <rm-node id="double" type="MultiplyNode" params='{"factor": 2}'></rm-node>
    <rm-node id="and-two" type="AddNode" params='{"addend": 2}'></rm-node>
    <rm-output label="Results"></rm-output>
    <rm-graph live></rm-graph>
  </rm-pipeline>`,
  play: async ({ canvasElement }) => {
    const pipeline = await reaches(canvasElement, 'ready');
    await pipeline.run([20]);
    const graph = canvasElement.querySelector('rm-graph')!;
    await waitFor(() => expect(graph.shadowRoot!.querySelectorAll('.node.done')).toHaveLength(2), patience);
  },
};

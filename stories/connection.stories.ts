import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { waitFor } from 'storybook/test';
import '../components/connection/connection.js';
import '../components/graph/graph.js';
import '../components/node/node.js';
import '../components/pipeline/pipeline.js';
import { patience } from './support.js';

const meta: Meta = { title: 'Elements/rm-connection', component: 'rm-connection' };
export default meta;

/** Has no look: the graph beside it shows what it does. */
export const TwoWays: StoryObj = {
  render: () => html`<rm-pipeline load="manual">
    <rm-node id="sound" type="AudioResample"></rm-node>
    <rm-node id="left" type="Echo"></rm-node>
    <rm-node id="right" type="Echo" from="sound"></rm-node>
    <rm-node id="both" type="Echo" from="left"></rm-node>
    <rm-connection from="right" to="both"></rm-connection>
    <rm-graph></rm-graph>
  </rm-pipeline>`,
};
export const OutsideOfAPipeline: StoryObj = {
  parameters: { expectedErrors: ['RM1102'] },
  render: () => html`<rm-connection from="a" to="b"></rm-connection>`,
  play: async ({ canvasElement }) => {
    await waitFor(() => {
      if (!canvasElement.querySelector('rm-connection:state(orphan)')) throw new Error('not said yet');
    }, patience);
  },
};

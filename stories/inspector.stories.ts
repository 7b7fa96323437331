import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../components/pipeline/pipeline.js';
import '../components/node/node.js';
import '../components/output/output.js';
import '../components/text-input/text-input.js';
import '../components/inspector/inspector.js';

const meta: Meta = { title: 'Elements/rm-inspector', component: 'rm-inspector' };
export default meta;

const open = (tab: string) => html`<rm-pipeline>
  <rm-text-input type="numbers" label="Numbers" value="1 2 3"></rm-text-input>
  <rm-node id="double" type="MultiplyNode" params='{"factor": 2}'></rm-node>
  <rm-node id="more" type="AddNode" params='{"addend": 1}'></rm-node>
  <rm-output></rm-output>
  <rm-inspector open tab=${tab}></rm-inspector>
</rm-pipeline>`;

export const Closed: StoryObj = { render: () => html`<rm-pipeline><rm-node type="Echo"></rm-node><rm-inspector></rm-inspector></rm-pipeline>` };
export const Graph: StoryObj = { render: () => open('graph') };
export const Taps: StoryObj = { render: () => open('taps') };
export const Messages: StoryObj = { render: () => open('messages') };
export const Timings: StoryObj = { render: () => open('timings') };
export const Memory: StoryObj = { render: () => open('memory') };
export const Manifest: StoryObj = { render: () => open('manifest') };
export const Environment: StoryObj = { render: () => open('environment') };
export const WithoutPipeline: StoryObj = { render: () => html`<rm-inspector open></rm-inspector>` };

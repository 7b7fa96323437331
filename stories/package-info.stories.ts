import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../components/pipeline/pipeline.js';
import '../components/node/node.js';
import '../components/package-info/package-info.js';

const meta: Meta = { title: 'Elements/rm-package-info', component: 'rm-package-info' };
export default meta;

export const OfAPipeline: StoryObj = {
  render: () => html`<rm-pipeline name="captions" description="Speech to text, in this browser">
    <rm-node type="AudioResample"></rm-node><rm-node type="SileroVAD"></rm-node><rm-package-info></rm-package-info>
  </rm-pipeline>`,
};
export const RuntimeAlone: StoryObj = { render: () => html`<rm-package-info></rm-package-info>` };
export const NotThere: StoryObj = {
  parameters: { expectedErrors: ['404'] }, render: () => html`<rm-pipeline base="/no/such/folder/"><rm-package-info></rm-package-info></rm-pipeline>` };

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../components/status/status.js';

const meta: Meta = { title: 'Elements/rm-status', component: 'rm-status' };
export default meta;

const statuses = ['idle', 'loading', 'ready', 'running', 'paused', 'done', 'error'] as const;
const all = (variant: 'text' | 'dot' | 'badge') => html`${statuses.map((status) => html`<p><rm-status variant=${variant} .status=${status}></rm-status></p>`)}`;

export const Text: StoryObj = { render: () => all('text') };
export const Dot: StoryObj = { render: () => all('dot') };
export const Badge: StoryObj = { render: () => all('badge') };
export const OwnWords: StoryObj = {
  render: () => html`<rm-status variant="badge" .status=${'running'}><span slot="running">On air</span></rm-status>`,
};

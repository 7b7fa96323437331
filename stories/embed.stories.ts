import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../components/embed/embed.js';

const meta: Meta = { title: 'Elements/rm-embed', component: 'rm-embed' };
export default meta;

/** A page that is no page of the kit keeps the height it is given. */
export const AnyPage: StoryObj = { render: () => html`<rm-embed src="./media/icon.svg" height="160" sandbox="" label="A page in a frame"></rm-embed>` };
export const NoPage: StoryObj = { parameters: { expectedErrors: ['RM1111'] }, render: () => html`<rm-embed src="javascript:alert(1)"></rm-embed>` };

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import '../components/embed/embed.js';
import { patience } from './support.js';

const meta: Meta = { title: 'Elements/rm-embed', component: 'rm-embed' };
export default meta;

/** Waits until the page in the frame has told its height. */
const answers: StoryObj['play'] = ({ canvasElement }) => waitFor(() => expect(canvasElement.querySelector('rm-embed')!.matches(':state(connected)')).toBe(true), patience);

/** `embed.html` lies beside the kit's files; the manifest on the same site. */
export const Pipeline: StoryObj = { render: () => html`<rm-embed manifest="./examples/shout.json" label="Text"></rm-embed>`, play: answers };
/** The frame has no origin: the kit must come with CORS. */
export const Sandboxed: StoryObj = { render: () => html`<rm-embed manifest="./examples/shout.json" label="Text" sandbox="allow-scripts"></rm-embed>`, play: answers };
/** Whoever makes the address cannot run what they like on another site. */
export const ManifestOfAnotherSite: StoryObj = { parameters: { expectedErrors: ['RM1112'] }, render: () => html`<rm-embed manifest="https://else.example/pipeline.json"></rm-embed>` };
/** A page that is no page of the kit keeps the height it is given. */
export const AnyPage: StoryObj = { render: () => html`<rm-embed src="./media/icon.svg" height="160" sandbox="" label="A page in a frame"></rm-embed>` };
export const NoPage: StoryObj = { parameters: { expectedErrors: ['RM1111'] }, render: () => html`<rm-embed src="javascript:alert(1)"></rm-embed>` };

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../components/announcer/announcer.js';

const meta: Meta = { title: 'Elements/rm-announcer', component: 'rm-announcer' };
export default meta;

/** Has no look: listen with a screen reader, or watch its shadow root. */
export const Spoken: StoryObj = {
  render: () => html`<rm-announcer id="announcer"></rm-announcer>
    <button @click=${() => document.querySelector('rm-announcer')?.say('The file was saved.')}>Say something</button>
    <button @click=${() => document.querySelector('rm-announcer')?.say('The microphone was unplugged.', true)}>Interrupt</button>`,
};

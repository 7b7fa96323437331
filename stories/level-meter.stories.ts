import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import '../components/level-meter/level-meter.js';
import '../components/mic-input/mic-input.js';
import { patience } from './support.js';

const meta: Meta = { title: 'Elements/rm-level-meter', component: 'rm-level-meter' };
export default meta;

export const Still: StoryObj = { render: () => html`<rm-level-meter></rm-level-meter>` };
export const OfAMicrophone: StoryObj = {
  render: () => html`<rm-mic-input id="story-mic"></rm-mic-input><rm-level-meter source="story-mic"></rm-level-meter>`,
  play: async ({ canvasElement }) => {
    await canvasElement.querySelector('rm-mic-input')!.start();
    // The test's microphone beeps once a second.
    await waitFor(() => expect(Number(canvasElement.querySelector('rm-level-meter')!.shadowRoot!.querySelector('[role="meter"]')!.getAttribute('aria-valuenow'))).toBeGreaterThan(0), patience);
    await canvasElement.querySelector('rm-mic-input')!.stop();
  },
};
export const Vertical: StoryObj = { render: () => html`<rm-level-meter orientation="vertical"></rm-level-meter>` };
export const RightToLeft: StoryObj = { render: () => html`<div dir="rtl"><rm-level-meter></rm-level-meter></div>` };

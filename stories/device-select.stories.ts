import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../components/device-select/device-select.js';
import '../components/mic-input/mic-input.js';

const meta: Meta = { title: 'Elements/rm-device-select', component: 'rm-device-select' };
export default meta;

export const Microphones: StoryObj = {
  args: { label: '', disabled: false },
  render: ({ label, disabled }) => html`<rm-device-select label=${label} ?disabled=${disabled}></rm-device-select>`,
};
export const OfAMicrophone: StoryObj = { render: () => html`<rm-mic-input id="story-mic"></rm-mic-input><rm-device-select for="story-mic"></rm-device-select>` };
export const Speakers: StoryObj = { render: () => html`<rm-device-select kind="audiooutput"></rm-device-select>` };
export const Disabled: StoryObj = { render: () => html`<rm-device-select disabled></rm-device-select>` };
export const RightToLeft: StoryObj = { render: () => html`<div dir="rtl" lang="ar"><rm-device-select></rm-device-select></div>` };

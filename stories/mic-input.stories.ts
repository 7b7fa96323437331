import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { RmError } from '../components/index.js';
import { micCodes } from '../core/audio/mic-states.js';
import '../components/mic-input/mic-input.js';
import '../components/level-meter/level-meter.js';
import '../components/device-select/device-select.js';

const meta: Meta = { title: 'Elements/rm-mic-input', component: 'rm-mic-input' };
export default meta;

export const Idle: StoryObj = { render: () => html`<rm-mic-input record></rm-mic-input>` };
export const PushToTalk: StoryObj = { render: () => html`<rm-mic-input mode="push-to-talk" shortcut="Control+Shift+Y"></rm-mic-input>` };
export const Disabled: StoryObj = { render: () => html`<rm-mic-input disabled></rm-mic-input>` };
export const OwnWords: StoryObj = {
  render: () => html`<rm-mic-input strings='{"idle": "Say your name.", "recording": "We listen."}'><span slot="label">Introduce yourself</span></rm-mic-input>`,
};
/** Press it: sound is recorded, measured, and kept. */
export const WithMeterAndDevices: StoryObj = {
  render: () => html`
    <rm-mic-input id="story-mic" record vad="energy"></rm-mic-input>
    <rm-level-meter source="story-mic" low-warning></rm-level-meter>
    <rm-device-select for="story-mic" remember></rm-device-select>
  `,
};
/** Each way in which a browser refuses, as the element shows it. */
export const Refusals: StoryObj = {
  render: () => html`${Object.values(micCodes).map((code) => html`<p><rm-mic-input .error=${new RmError(code)}></rm-mic-input></p>`)}`,
};
export const InAForm: StoryObj = {
  render: () => html`<form><rm-mic-input name="voice" required max-duration="30"></rm-mic-input> <button>Send</button></form>`,
};

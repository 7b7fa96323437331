import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import type { RmMicInput } from '../components/mic-input/mic-input.js';
import '../components/mic-input/mic-input.js';
import { patience } from './support.js';

const meta: Meta = { title: 'Elements/rm-mic-input', component: 'rm-mic-input' };
export default meta;

const mic = (canvas: HTMLElement): RmMicInput => canvas.querySelector('rm-mic-input')!;
const becomes = (canvas: HTMLElement, state: string) => waitFor(() => expect(mic(canvas).micState).toBe(state), patience);
/** What a browser answers when the microphone cannot be had. */
const refused = (name: string): StoryObj['beforeEach'] => () => {
  const { getUserMedia } = navigator.mediaDevices;
  navigator.mediaDevices.getUserMedia = async () => Promise.reject(new DOMException('No', name));
  return () => void (navigator.mediaDevices.getUserMedia = getUserMedia);
};
const fails = (state: string): StoryObj['play'] => async ({ canvasElement }) => {
  await mic(canvasElement).start();
  await becomes(canvasElement, state);
};

export const Idle: StoryObj = {
  args: { mode: 'toggle', disabled: false },
  argTypes: { mode: { control: 'select', options: ['toggle', 'push-to-talk', 'open'] } },
  render: ({ mode, disabled }) => html`<rm-mic-input mode=${mode} ?disabled=${disabled}></rm-mic-input>`,
};
export const Recording: StoryObj = {
  render: () => html`<rm-mic-input></rm-mic-input>`,
  play: async ({ canvasElement }) => {
    await userEvent.click(mic(canvasElement).shadowRoot!.querySelector('.main')!);
    await becomes(canvasElement, 'recording');
  },
};
export const Muted: StoryObj = {
  render: () => html`<rm-mic-input muted></rm-mic-input>`,
  play: async ({ canvasElement }) => {
    await mic(canvasElement).start();
    await becomes(canvasElement, 'muted');
  },
};
export const PushToTalk: StoryObj = { render: () => html`<rm-mic-input mode="push-to-talk"></rm-mic-input>` };
export const NoMicrophone: StoryObj = { parameters: { expectedErrors: ['RM41'] }, beforeEach: refused('NotFoundError'), render: () => html`<rm-mic-input></rm-mic-input>`, play: fails('no-device') };
export const InUse: StoryObj = { parameters: { expectedErrors: ['RM41'] }, beforeEach: refused('NotReadableError'), render: () => html`<rm-mic-input></rm-mic-input>`, play: fails('in-use') };
export const Disabled: StoryObj = { render: () => html`<rm-mic-input disabled></rm-mic-input>` };

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import '../components/sample/sample.js';
import { patience } from './support.js';

const meta: Meta = { title: 'Elements/rm-sample', component: 'rm-sample' };
export default meta;

const press = (canvas: HTMLElement): Promise<void> => userEvent.click(canvas.querySelector('rm-sample')!.shadowRoot!.querySelector('button')!);

export const Speech: StoryObj = {
  args: { label: 'Use this speech clip', disabled: false, onFiles: fn() },
  render: ({ label, disabled, onFiles }) => html`<rm-sample src="./media/speech.wav" label=${label} ?disabled=${disabled} @rm-files=${onFiles}></rm-sample>`,
  play: async ({ canvasElement, args }) => {
    await press(canvasElement);
    await waitFor(() => expect(args.onFiles).toHaveBeenCalledOnce(), patience);
  },
};
export const OwnContent: StoryObj = { render: () => html`<rm-sample src="./media/speech.wav"><b>Listen</b> to an example</rm-sample>` };
export const Disabled: StoryObj = { render: () => html`<rm-sample disabled src="./media/speech.wav" label="Not now"></rm-sample>` };
export const NotThere: StoryObj = {
  parameters: { expectedErrors: ['404', 'RM10'] },
  render: () => html`<rm-sample src="./media/no-such.wav" label="Use this clip"></rm-sample>`,
  play: async ({ canvasElement }) => {
    await press(canvasElement);
    await waitFor(() => expect(canvasElement.querySelector('rm-sample')?.error).toBeTruthy(), patience);
  },
};

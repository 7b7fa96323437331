import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import '../components/file-input/file-input.js';
import '../components/sample/sample.js';
import { patience } from './support.js';

const meta: Meta = { title: 'Elements/rm-file-input', component: 'rm-file-input' };
export default meta;

const input = (canvas: HTMLElement) => canvas.querySelector('rm-file-input')!;

export const Empty: StoryObj = {
  args: { label: '', accept: 'audio/*', multiple: false, disabled: false },
  render: ({ label, accept, multiple, disabled }) => html`<rm-file-input label=${label} accept=${accept} ?multiple=${multiple} ?disabled=${disabled}></rm-file-input>`,
};
export const WithASample: StoryObj = {
  render: () => html`<rm-file-input label="Choose a sound file"><span slot="hint">or drop it here, or <rm-sample src="./media/speech.wav" label="use this speech clip"></rm-sample></span></rm-file-input>`,
  play: async ({ canvasElement }) => {
    const speech = new File([await (await fetch('./media/speech.wav')).blob()], 'speech.wav', { type: 'audio/wav' });
    await input(canvasElement).take([speech]);
    await expect(input(canvasElement).files.map(({ name }) => name)).toEqual(['speech.wav']);
  },
};
export const SeveralTexts: StoryObj = {
  render: () => html`<rm-file-input multiple accept=".txt,.json" label="Choose texts"></rm-file-input>`,
  play: async ({ canvasElement }) => {
    await input(canvasElement).take([new File(['one'], 'one.txt', { type: 'text/plain' }), new File(['{}'], 'two.json', { type: 'application/json' })]);
    await expect(input(canvasElement).files.length).toBe(2);
  },
};
/** A file that is read for longer than a moment shows how far it is. This one comes to a stop. */
export const Reading: StoryObj = {
  render: () => html`<rm-file-input accept=""></rm-file-input>`,
  play: async ({ canvasElement }) => {
    const file = new File([new Uint8Array(9_000_000)], 'lecture.bin');
    const { slice } = file;
    let parts = 0;
    file.slice = (...range) => {
      const part = slice.apply(file, range);
      parts += 1;
      if (parts > 1) part.arrayBuffer = () => new Promise(() => {});
      return part;
    };
    void input(canvasElement).take([file]);
    await waitFor(() => expect(input(canvasElement).shadowRoot!.querySelector('progress')).toBeTruthy(), patience);
  },
};
export const Rejected: StoryObj = {
  parameters: { expectedErrors: ['RM4203'] },
  render: () => html`<rm-file-input accept="audio/*" max-size="1kB"></rm-file-input>`,
  play: async ({ canvasElement }) => {
    await input(canvasElement).take([new File(['x'.repeat(4000)], 'large.wav', { type: 'audio/wav' })]);
    await expect(input(canvasElement).files.length).toBe(0);
  },
};
export const Required: StoryObj = { render: () => html`<form><rm-file-input required name="sound"></rm-file-input></form>` };
export const Disabled: StoryObj = { render: () => html`<rm-file-input disabled></rm-file-input>` };

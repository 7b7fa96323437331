import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, fn, userEvent } from 'storybook/test';
import '../components/text-input/text-input.js';

const meta: Meta = { title: 'Elements/rm-text-input', component: 'rm-text-input' };
export default meta;

const control = (canvas: HTMLElement): HTMLInputElement => canvas.querySelector('rm-text-input')!.shadowRoot!.querySelector('.control')!;

export const Line: StoryObj = {
  args: { label: 'Text', value: '', placeholder: 'Something to say', disabled: false, readonly: false, onSubmit: fn() },
  render: ({ label, value, placeholder, disabled, readonly, onSubmit }) =>
    html`<rm-text-input label=${label} value=${value} placeholder=${placeholder} ?disabled=${disabled} ?readonly=${readonly} @rm-submit=${onSubmit}></rm-text-input>`,
  play: async ({ canvasElement, args }) => {
    await userEvent.type(control(canvasElement), 'hello{Enter}');
    await expect(args.onSubmit).toHaveBeenCalledOnce();
  },
};
export const Area: StoryObj = { render: () => html`<rm-text-input multiline label="Text" value="One line&#10;and another"></rm-text-input>` };
export const Numbers: StoryObj = { render: () => html`<rm-text-input type="numbers" label="Numbers" value="1, 2.5, -7"></rm-text-input>` };
export const Json: StoryObj = { render: () => html`<rm-text-input type="json" multiline label="JSON" value='{"text": "hello"}'></rm-text-input>` };
export const NotWhatItShouldBe: StoryObj = {
  parameters: { expectedErrors: ['RM2001'] },
  render: () => html`<rm-text-input type="json" label="JSON" value="{text}"></rm-text-input>`,
  play: async ({ canvasElement }) => {
    await userEvent.type(control(canvasElement), '{Enter}');
    await expect(canvasElement.querySelector('rm-text-input')?.error?.code).toBe('RM2001');
  },
};
export const Required: StoryObj = { render: () => html`<form><rm-text-input required name="text" label="Text"></rm-text-input></form>` };
export const Disabled: StoryObj = { render: () => html`<fieldset disabled><legend>Off</legend><rm-text-input label="Text" value="hello"></rm-text-input></fieldset>` };
export const ReadOnly: StoryObj = { render: () => html`<rm-text-input readonly label="Text" value="hello"></rm-text-input>` };
export const OwnWords: StoryObj = { render: () => html`<rm-text-input><span slot="label">What shall it say?</span><span slot="button">Say it</span></rm-text-input>` };

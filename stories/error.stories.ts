import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { RmError } from '../core/index.js';
import '../components/error/error.js';
import { offline, patience, pythonError } from './support.js';

const meta: Meta = { title: 'Elements/rm-error', component: 'rm-error' };
export default meta;

export const None: StoryObj = { render: () => html`<p>Nothing is wrong.</p><rm-error></rm-error>` };
export const Python: StoryObj = { render: () => html`<rm-error .error=${pythonError()}></rm-error>` };
export const Offline: StoryObj = {
  args: { dismissible: false, onRetry: fn() },
  render: ({ dismissible, onRetry }) => html`<rm-error ?dismissible=${dismissible} .error=${offline()} @rm-retry=${onRetry}></rm-error>`,
  play: async ({ canvasElement, args }) => {
    const root = canvasElement.querySelector('rm-error')!.shadowRoot!;
    await waitFor(() => expect(root.querySelector('button')).toBeTruthy(), patience);
    await userEvent.click(root.querySelector('button')!);
    await expect(args.onRetry).toHaveBeenCalledOnce();
  },
};
export const Dismissible: StoryObj = { render: () => html`<rm-error dismissible .error=${offline()}></rm-error>` };
export const OwnWords: StoryObj = { render: () => html`<rm-error .error=${offline()}><span slot="RM1006">Come back when there is a network.</span><button slot="actions">Ask for help</button></rm-error>` };
/** Markup in a message is text. */
export const Hostile: StoryObj = { render: () => html`<rm-error .error=${new RmError('RM3002', 'ValueError: <img src=x onerror="alert(1)">')}></rm-error>` };

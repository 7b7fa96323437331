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
/** The button of these stories makes the error: on a page of many stories nothing is to stand over them at once. */
const onPress = (variant: string, errors: () => RmError[], details = false) => html`<p>The page goes on under it. <button @click=${(event: Event) => fail(event, errors())}>Fail</button></p>
  <div id="errors">${errors().map(() => html`<rm-error variant=${variant} ?details=${details}></rm-error>`)}</div>`;
const fail = ({ target }: Event, errors: RmError[]): void =>
  [...(target as Element).parentElement!.parentElement!.querySelectorAll('rm-error')].forEach((element, index) => (element.error = errors[index]));
const press = async (canvas: HTMLElement): Promise<HTMLElement[]> => {
  await userEvent.click(canvas.querySelector('button')!);
  return waitFor(() => {
    const open = [...canvas.querySelectorAll('rm-error')].map((element) => element.shadowRoot!.querySelector<HTMLElement>(':modal, :popover-open'));
    if (open.some((one) => !one)) throw new Error('not open yet');
    return open as HTMLElement[];
  }, patience);
};
const manyFrames = (): RmError =>
  new RmError('RM3002', "KeyError: 'text'", {
    ...pythonError(),
    traceback: Array.from({ length: 6 }, (_, index) => ({ module: 'user', function: `step_${index}`, line: 10 + index, source: `        return self.step_${index + 1}(item)` })),
  });

/** Over the page, until it is dismissed; the focus goes back to where it was. */
export const Dialog: StoryObj = {
  render: () => onPress('dialog', () => [pythonError()]),
  play: async ({ canvasElement }) => {
    const [dialog] = await press(canvasElement);
    await expect(dialog!.matches(':modal')).toBe(true);
    await userEvent.click([...dialog!.querySelectorAll('button')].at(-1)!);
    await waitFor(() => expect(dialog!.matches(':modal')).toBe(false));
    await press(canvasElement);
  },
};
export const DialogWithDetails: StoryObj = { render: () => onPress('dialog', () => [pythonError()], true), play: ({ canvasElement }) => press(canvasElement).then(() => undefined) };
/** In the corner: takes no focus and stays until it is dismissed. */
export const Toast: StoryObj = {
  render: () => onPress('toast', () => [offline()]),
  play: async ({ canvasElement }) => {
    await press(canvasElement);
    await expect(document.activeElement?.localName).toBe('button');
  },
};
export const SeveralToasts: StoryObj = {
  render: () => onPress('toast', () => [pythonError(), offline(), new RmError('RM1002', 'x.wasm answered 404.')]),
  play: async ({ canvasElement }) => {
    const toasts = await press(canvasElement);
    await waitFor(() => {
      const boxes = toasts.map((toast) => toast.getBoundingClientRect());
      boxes.slice(1).forEach(({ top }, index) => expect(boxes[index]!.bottom <= top).toBe(true));
    }, patience);
  },
};
export const ToastFromRightToLeft: StoryObj = { render: () => html`<div dir="rtl" lang="ar">${onPress('toast', () => [offline()])}</div>`, play: ({ canvasElement }) => press(canvasElement).then(() => undefined) };
/** A long traceback is folded; `details` has it open at first. */
export const ManyFrames: StoryObj = { args: { details: false }, render: ({ details }) => html`<rm-error ?details=${details} .error=${manyFrames()}></rm-error>` };
/** Markup in a message is text. */
export const Hostile: StoryObj = { render: () => html`<rm-error .error=${new RmError('RM3002', 'ValueError: <img src=x onerror="alert(1)">')}></rm-error>` };

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { RmLog } from '../components/log/log.js';
import '../components/log/log.js';

const meta: Meta = { title: 'Elements/rm-log', component: 'rm-log' };
export default meta;

const fill = ref((element) => {
  const log = element as RmLog | undefined;
  log?.add('The runtime was loaded in 112 ms.', 'debug');
  log?.add('Speech begins at 0.4 s.', 'info', 'vad');
  for (let again = 0; again < 12; again += 1) log?.add('The input is quiet.', 'warn', 'gain');
  log?.add("RM3002: KeyError: 'text'", 'error', 'clean');
});

export const Empty: StoryObj = { render: () => html`<rm-log></rm-log>` };
export const Lines: StoryObj = { render: () => html`<rm-log ${fill}></rm-log>` };
export const ErrorsOnly: StoryObj = { render: () => html`<rm-log level="error" ${fill}></rm-log>` };
export const Filtered: StoryObj = { render: () => html`<rm-log filter="vad" ${fill}></rm-log>` };
export const Paused: StoryObj = { render: () => html`<rm-log paused ${fill}></rm-log>` };

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../components/device-select/device-select.js';

const meta: Meta = { title: 'Elements/rm-device-select', component: 'rm-device-select' };
export default meta;

export const Microphones: StoryObj = { render: () => html`<rm-device-select></rm-device-select>` };
export const Loudspeakers: StoryObj = { render: () => html`<rm-device-select kind="audiooutput"></rm-device-select>` };
export const NotConnected: StoryObj = { render: () => html`<rm-device-select value="a device of last year"></rm-device-select>` };
export const Disabled: StoryObj = { render: () => html`<rm-device-select disabled></rm-device-select>` };
export const OwnLabel: StoryObj = { render: () => html`<rm-device-select><span slot="label">Listen with</span></rm-device-select>` };

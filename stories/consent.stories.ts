import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { RmConsent } from '../components/consent/consent.js';
import '../components/consent/consent.js';

const meta: Meta = { title: 'Elements/rm-consent', component: 'rm-consent' };
export default meta;

export const Asked: StoryObj = {
  render: () => html`<rm-consent>Your microphone is heard in this browser only. <a href="#privacy">What happens with it</a></rm-consent>`,
};
export const Required: StoryObj = { render: () => html`<rm-consent required></rm-consent>` };
export const Accepted: StoryObj = { render: () => html`<rm-consent ${ref((element) => (element as RmConsent | undefined)?.accept())}></rm-consent>` };
export const OwnWords: StoryObj = {
  render: () => html`<rm-consent>Shall we listen?<span slot="accept">Yes, listen</span><span slot="decline">Not now</span></rm-consent>`,
};

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import '../components/export-button/export-button.js';
import '../components/transcript/transcript.js';

const meta: Meta = { title: 'Elements/rm-export-button', component: 'rm-export-button' };
export default meta;

const beside = (button: TemplateResult): TemplateResult =>
  html`<rm-transcript id="talk" .segments=${[{ text: 'Good morning.', start: 0, end: 1 }]}></rm-transcript>
    <p>${button}</p>`;

export const ChooseFormat: StoryObj = { render: () => beside(html`<rm-export-button for="talk"></rm-export-button>`) };
export const OneFormat: StoryObj = { render: () => beside(html`<rm-export-button for="talk" format="srt"><span slot="label">Subtitles</span></rm-export-button>`) };
export const Copy: StoryObj = { render: () => beside(html`<rm-export-button for="talk" format="txt" action="copy"></rm-export-button>`) };
export const Share: StoryObj = { render: () => beside(html`<rm-export-button for="talk" format="vtt" action="share"></rm-export-button>`) };
export const Disabled: StoryObj = { render: () => beside(html`<rm-export-button for="talk" disabled></rm-export-button>`) };
export const NothingToExport: StoryObj = { render: () => html`<rm-export-button for="nobody"></rm-export-button>` };

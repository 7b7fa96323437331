import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { encodeWav } from '../core/audio/encode-wav.js';
import '../components/player/player.js';
import '../components/transcript/transcript.js';

/** A tone that swells and fades, as a file. */
const tone = URL.createObjectURL(
  new Blob([encodeWav({ kind: 'audio', samples: Float32Array.from({ length: 96_000 }, (_, at) => (Math.sin(at / 12) * Math.abs(Math.sin(at / 8000))) / 3), sampleRate: 16_000, channels: 1 })], { type: 'audio/wav' }),
);

const meta: Meta = { title: 'Elements/rm-player', component: 'rm-player' };
export default meta;

export const Empty: StoryObj = { render: () => html`<rm-player></rm-player>` };
export const File: StoryObj = { render: () => html`<rm-player src=${tone}></rm-player>` };
export const Muted: StoryObj = { render: () => html`<rm-player src=${tone} muted rate="1.5"></rm-player>` };
export const WithTranscript: StoryObj = {
  render: () => html`<rm-player id="voice" src=${tone}></rm-player>
    <rm-transcript for-player="voice" .segments=${['Rising', 'falling', 'and rising again'].map((text, index) => ({ text, start: index * 2, end: index * 2 + 2 }))}></rm-transcript>`,
};
export const Failed: StoryObj = { parameters: { expectedErrors: ['RM4302'] }, render: () => html`<rm-player src="data:audio/wav;base64,AAAA"></rm-player>` };
export const RightToLeft: StoryObj = { render: () => html`<rm-player dir="rtl" lang="ar" src=${tone}></rm-player>` };

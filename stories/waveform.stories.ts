import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { encodeWav } from '../core/audio/encode-wav.js';
import '../components/mic-input/mic-input.js';
import '../components/player/player.js';
import '../components/waveform/waveform.js';

/** A tone that rises, swells and fades, as a file. */
const tone = URL.createObjectURL(
  new Blob([encodeWav({ kind: 'audio', samples: Float32Array.from({ length: 96_000 }, (_, at) => Math.sin((at / 60) * (1 + at / 24_000)) * Math.abs(Math.sin(at / 8000)) * 0.6), sampleRate: 16_000, channels: 1 })], { type: 'audio/wav' }),
);

const meta: Meta = { title: 'Elements/rm-waveform', component: 'rm-waveform' };
export default meta;

export const Silent: StoryObj = { render: () => html`<rm-waveform></rm-waveform>` };
export const Static: StoryObj = { render: () => html`<rm-waveform mode="static" src=${tone} .regions=${[{ start: 1, end: 2 }]}></rm-waveform>` };
export const Spectrogram: StoryObj = { render: () => html`<rm-waveform mode="spectrogram" src=${tone}></rm-waveform>` };
export const WithPlayer: StoryObj = {
  render: () => html`<rm-waveform source="voice" mode="static" interactive></rm-waveform>
    <rm-player id="voice" src=${tone}></rm-player>
    <rm-waveform source="voice" mode="bars"></rm-waveform>`,
};
export const Microphone: StoryObj = {
  render: () => html`<rm-mic-input id="mic"></rm-mic-input>
    <rm-waveform source="mic"></rm-waveform>
    <rm-waveform source="mic" mode="spectrogram"></rm-waveform>`,
};
export const RightToLeft: StoryObj = { render: () => html`<rm-waveform dir="rtl" mode="static" src=${tone}></rm-waveform>` };
export const Failed: StoryObj = { parameters: { expectedErrors: ['RM4202'] }, render: () => html`<rm-waveform mode="static" src="data:audio/wav,nothing"></rm-waveform>` };

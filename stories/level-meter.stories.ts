import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { RmLevelEvent } from '../components/mic-input/events.js';
import '../components/level-meter/level-meter.js';

const meta: Meta = { title: 'Elements/rm-level-meter', component: 'rm-level-meter' };
export default meta;

/** A source that says one level again and again, until it leaves the page. */
function source(id: string, rms: number, peak: number): HTMLElement {
  const element = Object.assign(document.createElement('span'), { id });
  const timer = setInterval(() => {
    if (element.isConnected) element.dispatchEvent(new RmLevelEvent({ rms, peak, clipping: peak >= 1 }));
    else if (element.dataset.seen) clearInterval(timer);
    if (element.isConnected) element.dataset.seen = 'yes';
  }, 50);
  return element;
}

export const Off: StoryObj = { render: () => html`<rm-level-meter></rm-level-meter>` };
export const Speech: StoryObj = { render: () => html`${source('speech', 0.08, 0.4)}<rm-level-meter source="speech"></rm-level-meter>` };
export const Clipping: StoryObj = { render: () => html`${source('loud', 0.6, 1)}<rm-level-meter source="loud"></rm-level-meter>` };
export const Silence: StoryObj = { render: () => html`${source('low', 0.0001, 0.0002)}<rm-level-meter source="low" low-warning></rm-level-meter>` };
export const Vertical: StoryObj = { render: () => html`${source('up', 0.08, 0.4)}<rm-level-meter source="up" orientation="vertical"></rm-level-meter>` };
export const WithoutPeaks: StoryObj = { render: () => html`${source('calm', 0.08, 0.4)}<rm-level-meter source="calm" peak-hold="0"></rm-level-meter>` };

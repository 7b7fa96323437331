import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { LoadProgress } from '../core/index.js';
import '../components/progress/progress.js';

const meta: Meta = { title: 'Elements/rm-progress', component: 'rm-progress' };
export default meta;

const at = (progress: Partial<LoadProgress>) =>
  html`<rm-progress threshold="0" .progress=${{ loaded: 0, total: undefined, stage: 'fetch', cached: false, ...progress }}></rm-progress>`;

export const Fetching: StoryObj = {
  args: { loaded: 6_400_000, total: 21_000_000, cached: false },
  argTypes: { loaded: { control: { type: 'range', min: 0, max: 21_000_000, step: 100_000 } } },
  render: ({ loaded, total, cached }) => at({ loaded, total, cached }),
};
export const UnknownLength: StoryObj = { render: () => at({ loaded: 6_400_000 }) };
export const FromTheCache: StoryObj = { render: () => at({ loaded: 21_000_000, total: 21_000_000, cached: true }) };
export const Compiling: StoryObj = { render: () => at({ loaded: 21_000_000, total: 21_000_000, stage: 'compile' }) };
export const OwnLabel: StoryObj = { render: () => html`<rm-progress threshold="0" label="Getting Python ready" .progress=${{ loaded: 1, total: 2, stage: 'fetch', cached: false }}></rm-progress>` };
/** Keeps its room, so that nothing moves when it appears. */
export const NothingToShow: StoryObj = { render: () => html`<p>Above</p><rm-progress></rm-progress><p>Below</p>` };

import { setCustomElementsManifest, type Preview } from '@storybook/web-components-vite';
import { html } from 'lit';
import { prep } from './manifest.js';

// Beside the runtime, where preview-head.html says.
setCustomElementsManifest(prep(await (await fetch('./remotemedia/custom-elements.json')).json()));

const pick = (title: string, icon: string, items: (string | { value: string; title: string })[]) => ({ toolbar: { title, icon, items, dynamicTitle: true } });

/** Waits until every element below has rendered, and what that has put into them too. */
async function settled(root: Element | ShadowRoot): Promise<void> {
  for (const element of root.querySelectorAll<HTMLElement & { updateComplete?: Promise<unknown> }>('*')) {
    await element.updateComplete;
    if (element.shadowRoot) await settled(element.shadowRoot);
  }
}

const preview: Preview = {
  tags: ['autodocs'],
  globalTypes: {
    theme: pick('Theme', 'mirror', ['light', 'dark']),
    direction: pick('Direction', 'transfer', [
      { value: 'ltr', title: 'Left to right' },
      { value: 'rtl', title: 'Right to left' },
    ]),
    language: pick('Language', 'globe', [
      { value: 'en', title: 'English' },
      { value: 'ar', title: 'العربية' },
      { value: 'de', title: 'Deutsch' },
      { value: 'es', title: 'Español' },
      { value: 'fr', title: 'Français' },
      { value: 'ja', title: '日本語' },
      { value: 'zh-Hans', title: '简体中文' },
    ]),
    width: pick('Width', 'grow', [
      { value: 'full', title: 'Full width' },
      { value: 'narrow', title: '360 px' },
      { value: 'narrowest', title: '320 px' },
    ]),
  },
  initialGlobals: { theme: 'light', direction: 'ltr', language: 'en', width: 'full' },
  parameters: {
    layout: 'fullscreen',
    controls: { expanded: true, sort: 'requiredFirst' },
    options: { storySort: { order: ['Recipes', 'Elements'] } },
    docs: { toc: true, source: { format: false } },
    backgrounds: { disable: true },
    // A violation fails the story, here and in `npm run test:stories`.
    a11y: { test: 'error', options: { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }, config: { rules: [{ id: 'region', enabled: false }] } },
  },
  // Before axe looks: what elements fetch when they are first shown is there.
  afterEach: ({ canvasElement }) => settled(canvasElement),
  decorators: [
    (story, { globals: { theme, direction, language, width } }) => {
      document.documentElement.style.colorScheme = theme;
      return html`<div class="rm-stage ${width}" dir=${direction} lang=${language}>${story()}</div>`;
    },
  ],
};
export default preview;

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../components/index.js';
import { patience, reaches } from '../support.js';

const meta: Meta = { title: 'Recipes/Python playground', parameters: { controls: { disable: true } } };
export default meta;

const code = `class Words:
    def process(self, text):
        words = text.lower().split()
        return {"words": len(words), "longest": max(words, key=len)}`;

/** The code in the editor is the code that runs: an error in it is shown with its line, and there it is marked. */
export const Playground: StoryObj = {
  parameters: { expectedErrors: ['RM3001'] },
  render: () => html`<rm-pipeline>
    <rm-python id="words" .source=${code}></rm-python>
    <rm-editor for="words"></rm-editor>
    <rm-text-input multiline label="Text" value="Anna saw the radar at noon"></rm-text-input>
    <rm-output label="What the class returned"></rm-output>
  </rm-pipeline>`,
  play: async ({ canvasElement, step }) => {
    const editor = canvasElement.querySelector('rm-editor')!;
    const output = canvasElement.querySelector('rm-output')!;
    await waitFor(() => expect(editor.value).toContain('class Words'), patience);
    const press = () => userEvent.click(editor.shadowRoot!.querySelector('[part=run]')!);
    await step('runs what is written', async () => {
      await press();
      await waitFor(() => expect(output.items).toEqual([{ words: 6, longest: 'radar' }]), patience);
    });
    await step('marks the line that is wrong', async () => {
      editor.value = 'class Shout:\n    def process(self, text)\n        return text';
      await press();
      await waitFor(() => expect(editor.matches(':state(failed)')).toBe(true), patience);
    });
    await step('and what is written anew', async () => {
      editor.value = 'class Shout:\n    def process(self, text):\n        return text.upper()';
      await press();
      await waitFor(() => expect(output.items).toEqual(['ANNA SAW THE RADAR AT NOON']), patience);
    });
    await reaches(canvasElement, 'done');
  },
};

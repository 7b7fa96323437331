import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../components/index.js';
import { patience, reaches } from '../support.js';

const meta: Meta = { title: 'Recipes/Python playground', parameters: { controls: { disable: true } } };
export default meta;

const run = (event: Event): void => {
  const stage = (event.target as Element).closest('.playground')!;
  stage.querySelector('rm-python')!.source = stage.querySelector('textarea')!.value;
  void stage.querySelector('rm-text-input')!.submit();
};

const code = `class Words:
    def process(self, text):
        words = text.lower().split()
        return {"words": len(words), "longest": max(words, key=len)}`;

/** The code in the field is the code that runs: an error in it is shown with its line. */
export const Playground: StoryObj = {
  render: () => html`<rm-pipeline class="playground">
    <label>Python<br /><textarea rows="6" cols="60" spellcheck="false" .value=${code}></textarea></label>
    <p><button type="button" @click=${run}>Run</button></p>
    <rm-python id="words"></rm-python>
    <rm-text-input multiline label="Text" value="Anna saw the radar at noon"></rm-text-input>
    <rm-output label="What the class returned"></rm-output>
  </rm-pipeline>`,
  play: async ({ canvasElement, step }) => {
    const field = canvasElement.querySelector('textarea')!;
    const output = canvasElement.querySelector('rm-output')!;
    const press = () => userEvent.click(canvasElement.querySelector('button')!);
    await step('runs what is written', async () => {
      await press();
      await waitFor(() => expect(output.items).toEqual([{ words: 6, longest: 'radar' }]), patience);
    });
    await step('and what is written anew', async () => {
      await userEvent.clear(field);
      field.value = 'class Shout:\n    def process(self, text):\n        return text.upper()';
      await press();
      await waitFor(() => expect(output.items).toEqual(['ANNA SAW THE RADAR AT NOON']), patience);
    });
    await reaches(canvasElement, 'done');
  },
};

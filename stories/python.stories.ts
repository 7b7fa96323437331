import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import '../components/output/output.js';
import '../components/pipeline/pipeline.js';
import '../components/python/python.js';
import '../components/text-input/text-input.js';
import { patience, reaches } from './support.js';

const meta: Meta = { title: 'Elements/rm-python', component: 'rm-python' };
export default meta;

export const Runs: StoryObj = {
  render: () => html`<rm-pipeline load="eager" autorun>
    <rm-text-input label="Text" value="hello"></rm-text-input>
    <rm-python show>
      <script type="text/x-python">
        class Shout:
            def process(self, text):
                return text.upper() + "!"
      </script>
    </rm-python>
    <rm-output></rm-output>
  </rm-pipeline>`,
  play: async ({ canvasElement }) => {
    const pipeline = await reaches(canvasElement, 'done');
    await expect(pipeline.querySelector('rm-output')?.items).toEqual(['HELLO!']);
  },
};
export const Labelled: StoryObj = {
  args: { label: 'Shouts' },
  render: ({ label }) => html`<rm-pipeline load="manual">
    <rm-python show label=${label}>
      <script type="text/x-python">
        class Shout:
            def process(self, text):
                return text.upper()
      </script>
    </rm-python>
  </rm-pipeline>`,
};
export const SyntaxError: StoryObj = {
  parameters: { expectedErrors: ['RM3001'] },
  render: () => html`<rm-pipeline load="eager" autorun>
    <rm-text-input label="Text" value="hello"></rm-text-input>
    <rm-python show>
      <script type="text/x-python">
        class Shout:
            def process(self, text)
                return text.upper()
      </script>
    </rm-python>
    <rm-output></rm-output>
  </rm-pipeline>`,
  play: async ({ canvasElement }) => void (await reaches(canvasElement, 'error')),
};
export const Raises: StoryObj = {
  parameters: { expectedErrors: ['RM3002'] },
  render: () => html`<rm-pipeline load="eager" autorun>
    <rm-text-input label="Text" value="hello"></rm-text-input>
    <rm-python show>
      <script type="text/x-python">
        class Clean:
            def process(self, item):
                return item["text"].strip()
      </script>
    </rm-python>
    <rm-output></rm-output>
  </rm-pipeline>`,
  play: async ({ canvasElement }) => void (await reaches(canvasElement, 'error')),
};
export const NameOfABuiltInNode: StoryObj = {
  parameters: { expectedErrors: ['RM1113'] },
  render: () => html`<rm-pipeline load="eager">
    <rm-python show>
      <script type="text/x-python">
        class Echo:
            def process(self, text):
                return f"{text}, {text}"
      </script>
    </rm-python>
  </rm-pipeline>`,
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelector('rm-python')?.error?.code).toBe('RM1113'), patience);
  },
};
export const CodeWithoutAScript: StoryObj = {
  parameters: { expectedErrors: ['RM1101'] },
  render: () => html`<rm-pipeline load="eager"><rm-python show>class Shout: pass</rm-python></rm-pipeline>`,
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelector('rm-python')?.error?.code).toBe('RM1101'), patience);
  },
};

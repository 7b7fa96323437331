import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import '../../components/index.js';
import { patience, reaches } from '../support.js';

const meta: Meta = { title: 'Recipes/Graph and inspector on a running pipeline', parameters: { controls: { disable: true } } };
export default meta;

/** The graph shows which node works and how long each took; the inspector what goes through them. */
export const Running: StoryObj = {
  render: () => html`<rm-pipeline load="eager" autorun>
    <rm-text-input type="numbers" label="Numbers" submit-on="change" value="1, 2.5, 40, -7"></rm-text-input>
    <rm-node id="times" type="MultiplyNode" params='{"factor": 3}'></rm-node>
    <rm-node id="plus" type="AddNode" params='{"addend": 0.5}'></rm-node>
    <rm-python id="square">
      <script type="text/x-python">
        class Square:
            def process(self, number):
                return number * number
      </script>
    </rm-python>
    <rm-output></rm-output>
    <rm-graph live interactive></rm-graph>
    <rm-inspector open tab="timings"></rm-inspector>
  </rm-pipeline>`,
  play: async ({ canvasElement }) => {
    const pipeline = await reaches(canvasElement, 'done');
    await expect(pipeline.querySelector('rm-output')!.items).toEqual([12.25, 64, 14520.25, 420.25]);
    await waitFor(() => expect(canvasElement.querySelector('rm-graph')!.shadowRoot?.textContent).toContain('Square'), patience);
  },
};

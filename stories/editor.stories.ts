import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { RmError } from '../core/index.js';
import type { RmPython } from '../components/python/python.js';
import '../components/pipeline/pipeline.js';
import '../components/node/node.js';
import '../components/python/python.js';
import '../components/text-input/text-input.js';
import '../components/output/output.js';
import '../components/editor/editor.js';

const meta: Meta = { title: 'Elements/rm-editor', component: 'rm-editor' };
export default meta;

const code = 'class Shout:\n    def process(self, text):\n        # Louder.\n        return f"{text.upper()}!"\n';
/** A template cannot hold a script with code. */
const withCode = ref((element) => void (element && ((element as RmPython).source = code)));

export const Python: StoryObj = {
  render: () => html`<rm-pipeline>
    <rm-text-input label="Text" value="hello"></rm-text-input>
    <rm-python id="shout" ${withCode}></rm-python><rm-editor for="shout"></rm-editor>
    <rm-output></rm-output>
  </rm-pipeline>`,
};
export const Parameters: StoryObj = {
  render: () => html`<rm-pipeline>
    <rm-text-input type="numbers" label="Numbers" value="1 2 3"></rm-text-input>
    <rm-node id="factor" type="MultiplyNode" params='{"factor": 2}'></rm-node><rm-editor for="factor"></rm-editor>
    <rm-output></rm-output>
  </rm-pipeline>`,
};
export const ReadOnly: StoryObj = {
  render: () => html`<rm-pipeline load="manual"><rm-python id="read" ${withCode}></rm-python><rm-editor for="read" readonly></rm-editor></rm-pipeline>`,
};
export const FailedLine: StoryObj = {
  render: () => html`<rm-pipeline load="manual"
    ><rm-python
      id="failed"
      ${withCode}
      ${ref((element) => {
        if (element) (element as RmPython).error = new RmError('RM3002', "NameError: name 'txt' is not defined", { traceback: [{ module: 'user', function: 'process', line: 4 }] });
      })}
    ></rm-python
    ><rm-editor for="failed"></rm-editor
  ></rm-pipeline>`,
};

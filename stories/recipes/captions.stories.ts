import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../components/index.js';
import type { RmMicInput } from '../../components/mic-input/mic-input.js';
import { patience } from '../support.js';

const meta: Meta = { title: 'Recipes/Captions from the microphone', parameters: { controls: { disable: true } } };
export default meta;

/**
 * The microphone's sound goes into the pipeline as it comes. A Rust node finds where somebody speaks; a Python node makes a segment of
 * a transcript of each stretch. A recogniser takes the place of that node.
 */
export const Captions: StoryObj = {
  render: () => html`<rm-pipeline id="captions">
    <rm-mic-input></rm-mic-input>
    <rm-node id="speech" type="EnergyVAD" params='{"energy_threshold": 0.005}'></rm-node>
    <rm-python id="segments">
      <script type="text/x-python">
        class Segments:
            def process(self, event):
                if event["type"] == "speech_end":
                    end = event["start"] + event["duration"]
                    return {"text": f"Somebody spoke for {event['duration']:.1f} s.", "start": event["start"], "end": end}
      </script>
    </rm-python>
    <rm-transcript controls></rm-transcript>
    <p>The pipeline is <rm-status variant="badge"></rm-status></p>
  </rm-pipeline>`,
  play: async ({ canvasElement }) => {
    const pipeline = canvasElement.querySelector('rm-pipeline')!;
    const microphone = pipeline.querySelector<RmMicInput>('rm-mic-input')!;
    const texts: unknown[] = [];
    pipeline.addEventListener('rm-result', ({ item, nodeId }) => nodeId === 'segments' && texts.push((item as { text: string }).text));
    await waitFor(() => expect(microphone.shadowRoot?.querySelector('.main')).toBeTruthy(), patience);
    await userEvent.click(microphone.shadowRoot!.querySelector('.main')!);
    // The test's microphone beeps once a second.
    await waitFor(() => expect(texts[0]).toMatch(/^Somebody spoke for \d/), patience);
    await microphone.stop();
  },
};

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../components/index.js';
import { patience, reaches } from '../support.js';

const meta: Meta = { title: 'Recipes/Audio file to table', parameters: { controls: { disable: true } } };
export default meta;

/** A file is decoded in the page, brought to 16 kHz by a Rust node, and measured in Python, one row per tenth of a second. */
export const Loudness: StoryObj = {
  render: () => html`<rm-pipeline>
    <rm-file-input label="Choose a sound file">
      <span slot="hint">or drop it here, or <rm-sample src="./media/speech.wav" label="use this speech clip"></rm-sample></span>
    </rm-file-input>
    <rm-node type="AudioResample" params='{"target_sample_rate": 16000}'></rm-node>
    <rm-node type="AudioChunker" params='{"chunk_size": 1600}'></rm-node>
    <rm-python>
      <script type="text/x-python">
        import math

        class Loudness:
            def __init__(self):
                self.count = 0

            def process(self, audio):
                self.count += 1
                mean = math.fsum(x * x for x in audio.samples) / max(1, len(audio.samples))
                return {
                    "time (s)": self.count / 10,
                    "loudness (dB)": round(10 * math.log10(mean + 1e-9), 1),
                    "peak": round(max(abs(x) for x in audio.samples), 3),
                }
      </script>
    </rm-python>
    <rm-output format="table" label="Loudness per 100 ms"></rm-output>
  </rm-pipeline>`,
  play: async ({ canvasElement }) => {
    const sample = canvasElement.querySelector('rm-sample')!;
    await waitFor(() => expect(sample.shadowRoot?.querySelector('button')).toBeTruthy(), patience);
    await userEvent.click(sample.shadowRoot!.querySelector('button')!);
    const pipeline = await reaches(canvasElement, 'done', 'error');
    await expect(pipeline.querySelector('rm-output')!.items.length).toBeGreaterThan(10);
  },
};

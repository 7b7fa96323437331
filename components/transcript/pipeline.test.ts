import { expect, fixture, html } from '@open-wc/testing';
import type { RmPipeline } from '../pipeline/pipeline.js';
import { until } from '../internal/testing.js';
import '../index.js';
import '../player/player.js';
import './transcript.js';

const sound = (seconds: number) => ({ kind: 'audio' as const, samples: new Float32Array(seconds * 16000).fill(0.5), sampleRate: 16000, channels: 1 });

/** What a recogniser would be: it says when each sound came, and how loud it was. */
const listener = `
class Listener:
    def __init__(self):
        self.count = 0

    def process(self, audio):
        self.count += 1
        yield {"text": f"sound {self.count}", "final": False}
        yield {"text": f"Sound {self.count}, {max(audio.samples):.1f}", "speaker": "Ada"}
`;

describe('rm-transcript and rm-player with the runtime', () => {
  it('show what Python makes of sound, and play it', async () => {
    const fragment = document.createRange().createContextualFragment(`<rm-pipeline load="manual">
      <rm-node id="sound" type="PassThrough"></rm-node>
      <rm-python id="ears"><script type="text/x-python">${listener}</script></rm-python>
      <rm-transcript from="ears" for-player="voice"></rm-transcript>
      <rm-player id="voice" from="sound" muted></rm-player>
    </rm-pipeline>`);
    const box = await fixture<HTMLElement>(html`<div></div>`);
    box.append(fragment);
    const pipeline = box.querySelector<RmPipeline>('rm-pipeline')!;
    const [transcript, player] = [pipeline.querySelector('rm-transcript')!, pipeline.querySelector('rm-player')!];
    const finals: boolean[] = [];
    transcript.addEventListener('rm-segment', (event) => finals.push(event.final));
    await pipeline.run([sound(0.5), sound(0.25)]);
    await until(() => transcript.segments.length === 2 && player.duration > 0.7, 'both');
    expect(transcript.segments.map(({ text, speaker, final, start, end }) => ({ text, speaker, final, start, end }))).to.deep.equal([
      { text: 'Sound 1, 0.5', speaker: 'Ada', final: true, start: 0, end: 0.5 },
      { text: 'Sound 2, 0.5', speaker: 'Ada', final: true, start: 0.5, end: 0.75 },
    ]);
    expect(finals).to.deep.equal([false, true, false, true]);
    expect(player.duration).to.be.closeTo(0.75, 1e-6);
    await transcript.updateComplete;
    transcript.shadowRoot!.querySelectorAll<HTMLElement>('[part=time]')[1]!.click();
    expect(player.currentTime).to.equal(0.5);
    await until(() => transcript.shadowRoot!.querySelector('[part~=segment-current]')?.textContent?.includes('Sound 2'), 'the mark');
  });
});

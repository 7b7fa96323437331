/** A page of all elements in their states, without a runtime: what themes are looked at with. */
import type { Page } from '@playwright/test';
import type * as Kit from '../../components/index.js';

const python = (code: string): string => `<script type="text/x-python">\n${code}\n</script>`;

/** Parts of the page by name, each one photograph. The ids are what {@link fill} gives content. */
export const sections: Record<string, string> = {
  inputs: `
    <rm-text-input label="Empty" placeholder="Something to say"></rm-text-input>
    <rm-text-input multiline label="Filled" value="One line&#10;and another"></rm-text-input>
    <rm-text-input id="wrong-text" type="numbers" label="Wrong" value="one"></rm-text-input>
    <rm-text-input disabled label="Disabled" value="hello"></rm-text-input>
    <rm-file-input label="Choose a sound file"><span slot="hint">or drop it here, or <rm-sample src="/x.wav">use a sample</rm-sample></span></rm-file-input>
    <rm-file-input id="files" multiple accept=".txt" label="Wrong"></rm-file-input>
    <rm-file-input disabled></rm-file-input>`,
  microphone: `
    <rm-mic-input id="mic"></rm-mic-input>
    <rm-mic-input disabled></rm-mic-input>
    <rm-device-select label="Microphone"></rm-device-select>
    <rm-device-select disabled label="Microphone, disabled"></rm-device-select>
    <rm-level-meter label="Level"></rm-level-meter>
    <rm-waveform></rm-waveform>
    <rm-consent>Your microphone is heard in this browser only.</rm-consent>
    <rm-player id="player"></rm-player>`,
  results: `
    <rm-output label="Empty"></rm-output>
    <rm-output id="lines" label="Lines"></rm-output>
    <rm-output id="tree" label="Tree" format="json"></rm-output>
    <rm-output id="table" label="Table"></rm-output>
    <rm-transcript id="empty-talk" label="Empty transcript"></rm-transcript>
    <rm-transcript id="talk" search controls editable></rm-transcript>
    <p><rm-export-button for="talk"></rm-export-button></p>`,
  errors: `
    <rm-error id="network" dismissible></rm-error>
    <rm-error id="raised"></rm-error>`,
  code: `
    <rm-node show type="MultiplyNode" label="Factor" params='{"factor": 2}'></rm-node>
    <rm-node id="failed" show type="Clean"></rm-node>
    <rm-node show bypass type="Echo" label="Bypassed"></rm-node>
    <rm-python id="shout" show label="Python">${python('class Shout:\n    def process(self, text):\n        return text.upper() + "!"')}</rm-python>
    <rm-editor for="shout"></rm-editor>`,
  views: `
    <p>${['idle', 'loading', 'ready', 'running', 'paused', 'done', 'error'].map((status) => `<rm-status variant="badge" data-status="${status}"></rm-status>`).join(' ')}</p>
    <p>${['idle', 'running', 'error'].map((status) => `<rm-status variant="text" data-status="${status}"></rm-status>`).join(' ')}</p>
    <rm-progress id="progress" threshold="0"></rm-progress>
    <rm-graph id="graph" interactive selected="speech"></rm-graph>
    <rm-log label="Empty log"></rm-log>
    <rm-log id="log"></rm-log>
    <rm-inspector open tab="timings"></rm-inspector>
    <rm-package-info></rm-package-info>`,
};

/** Elements of the gallery that have nothing to show, or show what lies outside of the kit. */
export const unseen = ['rm-announcer', 'rm-connection', 'rm-embed'];

export const gallery = Object.entries(sections)
  .map(([name, markup]) => `<section id="${name}"><h2>${name}</h2><rm-pipeline load="manual">${markup}</rm-pipeline></section>`)
  .join('\n');

/** Gives the elements what cannot be written as markup, and waits until they show it. */
export async function fill(page: Page): Promise<void> {
  const tags = [...new Set([...gallery.matchAll(/<(rm-[\w-]+)/g)].map(([, tag]) => tag!))];
  await page.evaluate(async (tags) => {
    await Promise.all(tags.map((tag) => customElements.whenDefined(tag)));
    const { RmError } = (await import('/dist/remotemedia.js' as string)) as typeof Kit;
    const set = (id: string, values: object): void => void Object.assign(document.getElementById(id)!, values);
    const raised = new RmError('RM3002', "KeyError: 'text'", {
      ...{ nodeId: 'clean', nodeType: 'Clean', phase: 'process', sequence: 3, exception: 'KeyError' },
      traceback: [{ module: 'user', function: 'process', line: 4, source: 'return item["text"].strip()' }],
    });
    set('wrong-text', { error: new RmError('RM2001', '“one” is no number.') });
    set('files', { error: new RmError('RM4201', 'The file is empty.') });
    set('mic', { error: new RmError('RM4101', 'The microphone was refused.') });
    set('network', { error: new RmError('RM1006', 'The browser is offline.') });
    set('raised', { error: raised });
    set('failed', { error: raised });
    set('lines', { items: ['Speech begins at 0.4 s.', 2.5, true] });
    set('tree', { items: [{ words: 23, longest: 'palindrome', found: ['anna', 'noon'] }] });
    set('table', { items: [0, 1, 2].map((index) => ({ 'time (s)': index / 10, 'loudness (dB)': -30 + index, spoken: index % 2 === 0 })) });
    set('talk', { segments: ['Good morning, everyone.', 'The compiler found a moth.'].map((text, index) => ({ speaker: index ? 'Grace' : 'Ada', text, start: index * 4, end: index * 4 + 3 })) });
    set('progress', { progress: { loaded: 6_400_000, total: 21_000_000, stage: 'fetch', cached: false } });
    const node = (id: string, node_type: string) => ({ id, node_type });
    set('graph', { manifest: { version: 'v1', metadata: { name: 'captions' }, nodes: [node('resample', 'AudioResample'), node('speech', 'SileroVAD'), node('captions', 'Captions')], connections: [{ from: 'resample', to: 'speech' }, { from: 'speech', to: 'captions' }] } });
    for (const element of document.querySelectorAll<HTMLElement>('[data-status]')) Object.assign(element, { status: element.dataset.status });
    const log = document.getElementById('log') as HTMLElementTagNameMap['rm-log'];
    log.add('The runtime was loaded.', 'debug');
    log.add('Speech begins at 0.4 s.', 'info', 'vad');
    log.add('The input is quiet.', 'warn', 'gain');
    log.add("RM3002: KeyError: 'text'", 'error', 'clean');
    await document.fonts.ready;
  }, tags);
  // It becomes what it is when it is seen.
  await page.locator('rm-editor').scrollIntoViewIfNeeded();
  await page.locator('#code .cm-editor').waitFor();
  await page.locator('#raised .frames').waitFor();
  await page.locator('#network .icon svg').waitFor();
  await page.locator('#graph svg').first().waitFor();
}

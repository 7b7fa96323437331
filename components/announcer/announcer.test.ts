import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { announce } from '../internal/announce.js';
import { until } from '../internal/testing.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmAnnouncer } from './announcer.js';
import { Sentences } from './sentences.js';
import '../pipeline/pipeline.js';
import './announcer.js';

const region = (element: RmAnnouncer, role: string): string => element.shadowRoot?.querySelector(`[role=${role}]`)?.textContent ?? '';
const polite = (element: RmAnnouncer): string => region(element, 'status');

/** What is said, in order, without the clearing of regions. */
function hear(pause: number): { said: [string, boolean][]; sentences: Sentences } {
  const said: [string, boolean][] = [];
  return { said, sentences: new Sentences((text, urgent) => void (text && said.push([text, urgent])), () => pause) };
}

describe('sentences', () => {
  it('are joined when they come together, and each is said once', async () => {
    const { said, sentences } = hear(200);
    for (const text of ['One.', 'Two.', 'One.', '  ']) sentences.add(text);
    await until(() => said.length, 'the words');
    expect(said).to.deep.equal([['One. Two.', false]]);
    sentences.add('One.');
    sentences.add('Three.');
    expect(said.length).to.equal(1);
    await until(() => said.length === 2, 'the next words');
    expect(said[1]).to.deep.equal(['Three.', false]);
    sentences.stop();
  });

  it('replace each other when they are about the same thing', async () => {
    const { said, sentences } = hear(100);
    sentences.add('Running.', 'status');
    sentences.add('Saved.');
    sentences.add('Done.', 'status');
    await until(() => said.length, 'the words');
    expect(said).to.deep.equal([['Saved. Done.', false]]);
    sentences.stop();
  });

  it('interrupt at once, once', async () => {
    const { said, sentences } = hear(60_000);
    sentences.add('First.');
    await until(() => said.length, 'the first words');
    sentences.add('Later.');
    sentences.interrupt('Broken.');
    sentences.interrupt('Broken.');
    await until(() => said.length === 2, 'the urgent words');
    expect(said[1]).to.deep.equal(['Broken.', true]);
    sentences.stop();
  });

  it('may be said again when the regions are empty, and not after an end', async () => {
    let held = '';
    const sentences = new Sentences((text, urgent) => void (urgent || (held = text)), () => 0);
    sentences.add('Copied.');
    await until(() => held === 'Copied.', 'the words');
    await until(() => held === '', 'the empty region');
    sentences.add('Copied.');
    await until(() => held === 'Copied.', 'the same words again');
    sentences.add('Never.');
    sentences.stop();
    expect(held).to.equal('');
    await aTimeout(250);
    expect(held).to.equal('');
  });
});

describe('rm-announcer', () => {
  it('has one polite and one urgent region, and no look', async () => {
    const element = await fixture<RmAnnouncer>(html`<rm-announcer></rm-announcer>`);
    await expect(element).to.be.accessible();
    expect(element.shadowRoot?.querySelectorAll('[role=status]').length).to.equal(1);
    expect(element.shadowRoot?.querySelectorAll('[role=alert]').length).to.equal(1);
    element.say('<b>bold</b>', true);
    await until(() => region(element, 'alert') === '<b>bold</b>', 'the urgent words');
    expect(element.shadowRoot?.querySelector('b')).to.equal(null);
  });

  it('hears the elements of its pipeline and the pipeline itself', async () => {
    const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual"><rm-announcer rate="0"></rm-announcer></rm-pipeline>`);
    const element = pipeline.querySelector('rm-announcer')!;
    announce(pipeline.context, 'Exported.');
    await until(() => polite(element) === 'Exported.', 'the words of an element');
    pipeline.store.setState({ status: 'running' });
    await until(() => polite(element) === 'Running.', 'the start');
    pipeline.store.setState({ delivered: 2, status: 'done' });
    await until(() => polite(element) === 'Done, 2 results.', 'the end');
    pipeline.store.setState({ status: 'running' });
    pipeline.store.setState({ status: 'ready' });
    await until(() => polite(element) === 'Stopped.', 'the stop');
    pipeline.store.setState({ status: 'error' });
    await until(() => polite(element) === 'Stopped because of an error.', 'the failure');
  });

  it('is made by the pipeline when there is something to say and no other', async () => {
    const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual"><rm-node type="Echo"></rm-node></rm-pipeline>`);
    const made = () => pipeline.shadowRoot?.querySelectorAll<RmAnnouncer>('rm-announcer') ?? [];
    await until(() => pipeline.manifest, 'the working part, which listens');
    expect(made().length).to.equal(0);
    announce(pipeline.context, 'First.');
    announce(pipeline.context, 'Second.');
    await until(() => made().length === 1 && polite(made()[0]!) === 'First. Second.', 'the words');
    pipeline.requestUpdate();
    await pipeline.updateComplete;
    pipeline.store.setState({ status: 'running' });
    expect(made().length).to.equal(1);
  });

  it('is not made twice', async () => {
    const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual"><rm-announcer rate="0"></rm-announcer><rm-node type="Echo"></rm-node></rm-pipeline>`);
    await until(() => pipeline.manifest, 'the working part, which listens');
    announce(pipeline.context, 'Only here.');
    await until(() => polite(pipeline.querySelector('rm-announcer')!) === 'Only here.', 'the words');
    expect(pipeline.shadowRoot?.querySelector('rm-announcer')).to.equal(null);
  });

  it('falls silent when it leaves', async () => {
    const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual"><rm-announcer rate="0"></rm-announcer></rm-pipeline>`);
    const element = pipeline.querySelector('rm-announcer')!;
    announce(pipeline.context, 'Late.');
    element.remove();
    announce(pipeline.context, 'Later.');
    await aTimeout(250);
    expect(polite(element)).to.equal('');
  });
});

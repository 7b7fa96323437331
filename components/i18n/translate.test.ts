import { expect, fixture, html } from '@open-wc/testing';
import { until } from '../internal/testing.js';
import type { RmSample } from '../sample/sample.js';
import '../sample/sample.js';
import type { RmFileInput } from '../file-input/file-input.js';
import '../file-input/file-input.js';
import { addLanguage, bestLanguage } from './translate.js';

const said = (element: Element): string => element.shadowRoot!.querySelector('button')!.textContent!.trim();

describe('languages', () => {
  before(() => {
    addLanguage('qaa', { 'rm-sample': { use: 'Proba' }, 'rm-file-input': { choose: 'Elekti', remove: (name: string) => `Forigi ${name}` } });
    addLanguage('qab-Hant', { 'rm-sample': { use: 'Provu' } });
  });

  it('are those of the nearest lang, also of one outside the shadow root', async () => {
    const box = await fixture(html`<div lang="qaa"><rm-sample></rm-sample><p lang="en"><rm-sample></rm-sample></p><section></section></div>`);
    const inner = document.createElement('rm-sample') as RmSample;
    box.querySelector('section')!.attachShadow({ mode: 'open' }).append(inner);
    await inner.updateComplete;
    const [first, second] = box.querySelectorAll('rm-sample');
    expect([said(first!), said(second!), said(inner)]).to.deep.equal(['Proba', 'Use a sample', 'Proba']);
  });

  it('change with the attribute', async () => {
    const box = await fixture(html`<div lang="en"><rm-sample></rm-sample></div>`);
    const sample = box.querySelector('rm-sample')!;
    expect(said(sample)).to.equal('Use a sample');
    box.setAttribute('lang', 'qaa');
    await until(() => said(sample) === 'Proba', 'the other language');
    box.setAttribute('lang', 'en-GB');
    await until(() => said(sample) === 'Use a sample', 'English again');
  });

  it('that are added reach the elements that are there', async () => {
    const box = await fixture(html`<div lang="qac-AQ"><rm-sample></rm-sample></div>`);
    const sample = box.querySelector('rm-sample')!;
    expect(said(sample)).to.equal('Use a sample');
    addLanguage('QAC', { 'rm-sample': { use: 'Provu' } });
    await sample.updateComplete;
    expect(said(sample)).to.equal('Provu');
    expect(() => addLanguage('not a language', {})).to.throw(RangeError);
  });

  it('that nobody has, and words that are missing, are English', async () => {
    const box = await fixture(html`<div lang="qaz"><rm-sample></rm-sample></div>`);
    expect(said(box.querySelector('rm-sample')!)).to.equal('Use a sample');
    const input = await fixture<RmFileInput>(html`<rm-file-input lang="qaa" multiple></rm-file-input>`);
    expect(said(input)).to.equal('Choose files');
  });

  it('give way to the words of the page', async () => {
    const own = await fixture<RmSample>(html`<rm-sample lang="qaa" strings='{"use": "Los!"}'></rm-sample>`);
    await until(() => said(own) === 'Los!', 'the words of the page');
    own.strings = undefined;
    await own.updateComplete;
    expect(said(own)).to.equal('Proba');
  });

  it('are chosen by script and without the region', () => {
    expect(bestLanguage('qaa-AQ')).to.equal('qaa');
    expect(bestLanguage('qab-Hant-TW')).to.equal('qab-Hant');
    expect(bestLanguage('zh-CN')).to.equal('zh-Hans');
    expect(bestLanguage('zh-TW')).to.equal(undefined);
    expect(bestLanguage('de-AT')).to.equal('de');
    expect(bestLanguage('qaz')).to.equal(undefined);
  });

  it('keep what was added over what comes with their file', async () => {
    addLanguage('fr', { 'rm-file-input': { choose: 'Ouvrir' } });
    const input = await fixture<RmFileInput>(html`<rm-file-input lang="fr"></rm-file-input>`);
    await until(() => input.shadowRoot!.textContent!.includes('ou le déposer ici'), 'the file of French');
    expect(said(input)).to.equal('Ouvrir');
  });

  it('come from their files', async () => {
    const box = await fixture(html`<div lang="de-AT"><rm-sample></rm-sample><rm-sample></rm-sample></div>`);
    const samples = [...box.querySelectorAll('rm-sample')];
    await until(() => samples.every((sample) => said(sample) !== 'Use a sample'), 'German in both');
  });
});

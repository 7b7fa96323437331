import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { RmTextInput } from './text-input.js';
import './text-input.js';

const control = (element: RmTextInput) => element.shadowRoot?.querySelector('.control') as HTMLInputElement;
const press = (element: RmTextInput, init: KeyboardEventInit): boolean =>
  control(element).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, composed: true, ...init }));
const submits = (element: RmTextInput): unknown[][] => {
  const seen: unknown[][] = [];
  element.addEventListener('rm-submit', (event) => seen.push([...event.items]));
  return seen;
};

describe('rm-text-input', () => {
  it('is accessible in each state', async () => {
    for (const template of [
      html`<rm-text-input label="Text"></rm-text-input>`,
      html`<rm-text-input label="Text" multiline value="x"></rm-text-input>`,
      html`<rm-text-input label="Text" disabled value="x"></rm-text-input>`,
      html`<rm-text-input placeholder="Say something"></rm-text-input>`,
      html`<rm-text-input submit-on="change"><b slot="label">Text</b></rm-text-input>`,
    ]) {
      await expect(await fixture<RmTextInput>(template)).to.be.accessible();
    }
    const wrong = await fixture<RmTextInput>(html`<rm-text-input label="Number" type="number" value="x"></rm-text-input>`);
    await wrong.submit();
    await wrong.updateComplete;
    await expect(wrong).to.be.accessible();
  });

  it('submits by typing and Enter, and by the button', async () => {
    const element = await fixture<RmTextInput>(html`<rm-text-input label="Text"></rm-text-input>`);
    const seen = submits(element);
    element.focus();
    await sendKeys({ type: 'hello' });
    await sendKeys({ press: 'Enter' });
    element.shadowRoot?.querySelector('button')?.click();
    expect(seen).to.deep.equal([['hello'], ['hello']]);
  });

  it('does not submit while an input method composes', async () => {
    const element = await fixture<RmTextInput>(html`<rm-text-input label="Text" value="にほん"></rm-text-input>`);
    const seen = submits(element);
    press(element, { isComposing: true });
    press(element, { keyCode: 229 } as KeyboardEventInit);
    expect(seen).to.deep.equal([]);
    expect(press(element, {})).to.equal(false);
    expect(seen).to.deep.equal([['にほん']]);
  });

  it('keeps Enter for line breaks in a multiline control', async () => {
    const element = await fixture<RmTextInput>(html`<rm-text-input label="Text" multiline value="x"></rm-text-input>`);
    const seen = submits(element);
    expect(press(element, {})).to.equal(true);
    expect(seen).to.deep.equal([]);
    press(element, { ctrlKey: true });
    press(element, { metaKey: true });
    expect(seen).to.deep.equal([['x'], ['x']]);
  });

  it('submits every change, once typing pauses', async () => {
    const element = await fixture<RmTextInput>(html`<rm-text-input label="Text" submit-on="change" debounce="40"></rm-text-input>`);
    const seen = submits(element);
    element.focus();
    await sendKeys({ type: 'abc' });
    await aTimeout(120);
    expect(seen.at(-1)).to.deep.equal(['abc']);
    expect(element.shadowRoot?.querySelector('button')).to.equal(null);
  });

  it('sends numbers and JSON as values', async () => {
    const element = await fixture<RmTextInput>(html`<rm-text-input label="x" type="numbers" value=" 1, 2.5;  -7e3 "></rm-text-input>`);
    expect(element.items).to.deep.equal([1, 2.5, -7000]);
    element.type = 'number';
    element.value = '42';
    expect(element.items).to.deep.equal([42]);
    element.type = 'json';
    element.value = '{"a": [1, null]}';
    expect(element.items).to.deep.equal([{ a: [1, null] }]);
  });

  it('shows in place what is no number or no JSON, and sends nothing', async () => {
    const element = await fixture<RmTextInput>(html`<rm-text-input label="x" type="json" value="{broken"></rm-text-input>`);
    const seen = submits(element);
    setTimeout(() => void element.submit());
    const event: any = await oneEvent(element, 'rm-error');
    expect(event.error.code).to.equal('RM2001');
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('[role=alert]')?.textContent).to.contain('not JSON');
    expect(control(element).getAttribute('aria-invalid')).to.equal('true');
    expect(element.checkValidity()).to.equal(false);
    expect(seen).to.deep.equal([]);
    control(element).value = '{}';
    control(element).dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('[role=alert]')).to.equal(null);
  });

  it('is a form control: value, reset, required, fieldset', async () => {
    const form = await fixture<HTMLFormElement>(html`<form>
      <fieldset><rm-text-input label="x" name="word" value="start" required></rm-text-input></fieldset>
    </form>`);
    const element = form.querySelector('rm-text-input')!;
    expect(new FormData(form).get('word')).to.equal('start');
    element.value = '';
    await element.updateComplete;
    expect(form.checkValidity()).to.equal(false);
    expect(element.validity.valueMissing).to.equal(true);
    form.reset();
    await element.updateComplete;
    expect(element.value).to.equal('start');
    form.querySelector('fieldset')!.disabled = true;
    await element.updateComplete;
    expect(control(element).disabled).to.equal(true);
    expect(element.matches(':state(disabled)')).to.equal(true);
    expect(new FormData(form).get('word')).to.equal(null);
  });

  it('lets a page keep the value from the pipeline', async () => {
    const element = await fixture<RmTextInput>(html`<rm-text-input label="x" value="secret"></rm-text-input>`);
    element.addEventListener('rm-submit', (event) => event.preventDefault());
    await element.submit();
    expect(element.error).to.equal(undefined);
  });

  it('passes native change on', async () => {
    const element = await fixture<RmTextInput>(html`<rm-text-input label="x"></rm-text-input>`);
    setTimeout(() => control(element).dispatchEvent(new Event('change', { bubbles: true })));
    expect((await oneEvent(element, 'change')).target).to.equal(element);
  });
});

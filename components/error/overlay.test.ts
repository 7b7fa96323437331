import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import { RmError } from '../../core/index.js';
import { rememberSource } from '../internal/error-source.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmErrorElement } from './error.js';
import './error.js';
import '../pipeline/pipeline.js';

const over = (element: RmErrorElement): HTMLElement => element.shadowRoot!.querySelector<HTMLElement>('.over')!;
const dialogOf = (element: RmErrorElement): HTMLDialogElement => over(element) as HTMLDialogElement;
const isOpen = (element: RmErrorElement): boolean => over(element)?.matches(':modal, :popover-open') ?? false;
const button = (element: RmErrorElement, text: string): HTMLButtonElement => [...element.shadowRoot!.querySelectorAll('button')].find(({ textContent }) => textContent?.includes(text))!;
const settle = (ms = 60): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function show(variant: RmErrorElement['variant'], error = new RmError('RM1002', 'x.wasm answered 404.'), details = false): Promise<RmErrorElement> {
  const element = await fixture<RmErrorElement>(html`<rm-error variant=${variant} ?details=${details}></rm-error>`);
  element.error = error;
  await until(() => isOpen(element) && element.shadowRoot?.querySelector('.icon svg'), 'the card over the page');
  return element;
}

const traced = (frames: number): RmError =>
  new RmError('RM3002', 'ValueError: bad', { traceback: Array.from({ length: frames }, (_, line) => ({ module: 'm', function: `f${line}`, line: line + 1, source: 'x' })) });

describe('rm-error variant="dialog"', () => {
  it('is a modal dialog with a name and a description, read once', async () => {
    const element = await show('dialog');
    const dialog = dialogOf(element);
    expect(dialog.matches(':modal')).to.equal(true);
    expect(dialog.getAttribute('role')).to.equal('alertdialog');
    for (const [attribute, text] of [['aria-labelledby', 'x.wasm answered 404.'], ['aria-describedby', 'base URL']] as const) {
      expect(element.shadowRoot!.getElementById(dialog.getAttribute(attribute)!)?.textContent).to.contain(text);
    }
    expect(element.shadowRoot!.querySelector('[role=alert]')).to.equal(null);
    await expect(element).to.be.accessible();
  });

  it('takes the focus itself and gives it back', async () => {
    const before = await fixture<HTMLInputElement>(html`<input aria-label="before" />`);
    before.focus();
    const element = await show('dialog');
    expect(element.shadowRoot!.activeElement?.className).to.equal('card');
    await sendKeys({ press: 'Tab' });
    expect(element.shadowRoot!.activeElement?.textContent).to.contain('Try again');
    setTimeout(() => button(element, 'Dismiss').click());
    const event = await oneEvent(element, 'rm-dismiss');
    expect((event as unknown as { error: RmError }).error.code).to.equal('RM1002');
    await element.updateComplete;
    expect(isOpen(element)).to.equal(false);
    expect(document.activeElement === before).to.equal(true);
    expect(element.matches(':state(error)')).to.equal(false);
  });

  it('is dismissed by Escape, once', async () => {
    const element = await show('dialog');
    let dismissed = 0;
    element.addEventListener('rm-dismiss', () => (dismissed += 1));
    await sendKeys({ press: 'Escape' });
    await settle();
    expect([dismissed, isOpen(element)]).to.deep.equal([1, false]);
    // Gone for good, until the next error.
    element.requestUpdate();
    await element.updateComplete;
    expect(isOpen(element)).to.equal(false);
    element.error = new RmError('RM1001', 'again');
    await until(() => isOpen(element), 'the next error');
  });

  it('stays when the page says so, however often Escape is pressed', async () => {
    const element = await show('dialog');
    let asked = 0;
    element.addEventListener('rm-dismiss', (event) => {
      asked += 1;
      event.preventDefault();
    });
    for (let press = 1; press <= 3; press += 1) {
      await sendKeys({ press: 'Escape' });
      await settle();
      expect([asked, isOpen(element)], `Escape ${press}`).to.deep.equal([press, true]);
    }
    element.error = undefined;
    await element.updateComplete;
    expect(isOpen(element)).to.equal(false);
  });

  it('opens anew for another error, so that it is read', async () => {
    const element = await show('dialog');
    let opened = 0;
    const native = HTMLDialogElement.prototype.showModal;
    HTMLDialogElement.prototype.showModal = function showModal() {
      opened += 1;
      native.call(this);
    };
    try {
      element.error = new RmError('RM1001', 'another');
      await element.updateComplete;
      element.requestUpdate();
      await element.updateComplete;
    } finally {
      HTMLDialogElement.prototype.showModal = native;
    }
    expect(opened).to.equal(1);
    await settle();
    expect(isOpen(element)).to.equal(true);
  });

  it('lets go of the page when it is removed, and comes back with the element', async () => {
    const box = await fixture<HTMLElement>(html`<div><input aria-label="before" /></div>`);
    const input = box.querySelector('input')!;
    input.focus();
    const element = await show('dialog');
    element.remove();
    expect(document.activeElement === input).to.equal(true);
    expect(dialogOf(element).open).to.equal(false);
    await settle();
    box.append(element);
    await until(() => isOpen(element), 'the dialog');
  });

  it('does not lock a page on which it cannot be seen', async () => {
    const box = await fixture<HTMLElement>(html`<div hidden><rm-error variant="dialog"></rm-error></div>`);
    const element = box.querySelector('rm-error')!;
    element.error = new RmError('RM1001', 'x');
    await until(() => over(element)?.firstElementChild, 'the card');
    await element.updateComplete;
    expect(document.querySelector(':modal')).to.equal(null);
    expect(dialogOf(element).open).to.equal(false);
  });

  it('opens once it can be seen', async () => {
    const box = await fixture<HTMLElement>(html`<div hidden><rm-error variant="dialog"></rm-error></div>`);
    const element = box.querySelector('rm-error')!;
    element.error = new RmError('RM1001', 'x');
    await until(() => over(element)?.firstElementChild, 'the card');
    await settle();
    expect(dialogOf(element).open).to.equal(false);
    box.hidden = false;
    await until(() => isOpen(element), 'the dialog');
    expect(element.offsetHeight).to.equal(0);
    // Not after it has been answered.
    button(element, 'Dismiss').click();
    box.hidden = true;
    await settle();
    box.hidden = false;
    await settle();
    expect(isOpen(element)).to.equal(false);
  });

  it('opens where the page gives the element no box', async () => {
    const box = await fixture<HTMLElement>(html`<div style="display: flex; inline-size: 0"><rm-error variant="dialog" style="display: contents"></rm-error></div>`);
    const element = box.querySelector('rm-error')!;
    element.error = new RmError('RM1001', 'x');
    await until(() => isOpen(element), 'the dialog');
  });

  it('fits into 320 px, long text or not', async () => {
    await setViewport({ width: 320, height: 480 });
    try {
      const element = await show('dialog', new RmError('RM3002', 'word '.repeat(600) + 'x'.repeat(400)), true);
      const { left, right, top, bottom } = over(element).getBoundingClientRect();
      expect(left).to.be.at.least(0);
      expect(right).to.be.at.most(320);
      expect(top).to.be.at.least(0);
      expect(bottom).to.be.at.most(480);
      expect(over(element).scrollWidth).to.be.at.most(over(element).clientWidth);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });
});

describe('rm-error variant="toast"', () => {
  it('lies over the page in the corner, and announces itself once', async () => {
    const element = await show('toast');
    expect(over(element).getAttribute('popover')).to.equal('manual');
    const { right, bottom } = over(element).getBoundingClientRect();
    expect(right).to.be.closeTo(document.documentElement.clientWidth - 16, 1);
    await until(() => Math.abs(over(element).getBoundingClientRect().bottom - (innerHeight - 16)) < 1, `the corner, not ${bottom}`);
    const alerts = element.shadowRoot!.querySelectorAll('[role=alert]');
    expect(alerts.length).to.equal(1);
    expect(alerts[0]!.textContent).to.contain('x.wasm answered 404.');
    expect(alerts[0]!.querySelector('button')).to.equal(null);
    await expect(element).to.be.accessible();
  });

  it('takes no room and no focus, and stays', async () => {
    const before = await fixture<HTMLInputElement>(html`<input aria-label="before" />`);
    before.focus();
    const element = await show('toast');
    expect(document.activeElement === before).to.equal(true);
    expect(element.offsetHeight).to.equal(0);
    // Neither a click elsewhere nor Escape elsewhere closes it.
    document.body.click();
    await sendKeys({ press: 'Escape' });
    await settle();
    expect(isOpen(element)).to.equal(true);
  });

  it('is dismissed by its button and by Escape in it; the focus goes back', async () => {
    const before = await fixture<HTMLInputElement>(html`<input aria-label="before" />`);
    for (const way of ['button', 'Escape']) {
      before.focus();
      const element = await show('toast');
      const events: string[] = [];
      element.addEventListener('rm-dismiss', ({ error }) => events.push(error.code));
      button(element, 'Dismiss').focus();
      if (way === 'Escape') await sendKeys({ press: 'Escape' });
      else button(element, 'Dismiss').click();
      await element.updateComplete;
      expect(isOpen(element), way).to.equal(false);
      expect(events, way).to.deep.equal(['RM1002']);
      expect(document.activeElement === before, way).to.equal(true);
    }
  });

  it('gives the focus back when the page answers by removing it', async () => {
    const before = await fixture<HTMLInputElement>(html`<input aria-label="before" />`);
    for (const [name, text] of [['rm-dismiss', 'Dismiss'], ['rm-retry', 'Try again']] as const) {
      before.focus();
      const element = await show('toast');
      element.addEventListener(name, () => element.remove());
      button(element, text).focus();
      button(element, text).click();
      expect(element.isConnected, text).to.equal(false);
      expect(document.activeElement === before, text).to.equal(true);
    }
  });

  it('leaves the focus where the visitor took it from there', async () => {
    const [before, after] = (await fixture<HTMLElement>(html`<div><input aria-label="before" /><input aria-label="after" /></div>`)).querySelectorAll('input');
    for (const place of ['field', 'nothing'] as const) {
      before!.focus();
      const element = await show('toast');
      button(element, 'Dismiss').focus();
      element.dismissible = true;
      await element.updateComplete;
      if (place === 'field') after!.focus();
      else button(element, 'Dismiss').blur();
      await settle();
      element.remove();
      expect(document.activeElement === (place === 'field' ? after : document.body), place).to.equal(true);
    }
    // A field that is left again sends nobody back to the one before it.
    before!.focus();
    const element = await show('toast');
    button(element, 'Dismiss').focus();
    after!.focus();
    after!.blur();
    element.error = undefined;
    await element.updateComplete;
    expect(isOpen(element)).to.equal(false);
    expect(document.activeElement === document.body).to.equal(true);
  });

  it("gives the focus back from the page's own button in it", async () => {
    const before = await fixture<HTMLInputElement>(html`<input aria-label="before" />`);
    before.focus();
    const element = await show('toast');
    const own = document.createElement('button');
    own.slot = 'actions';
    own.textContent = 'Report';
    element.append(own);
    own.focus();
    button(element, 'Dismiss').focus();
    own.focus();
    element.remove();
    expect(document.activeElement === before).to.equal(true);
  });

  it('stacks: the newest in the corner, none over another', async () => {
    await setViewport({ width: 800, height: 1200 });
    const elements = [await show('toast'), await show('toast', new RmError('RM1001', 'two '.repeat(60))), await show('toast', new RmError('RM1006', 'three'))];
    const boxes = (): DOMRect[] => elements.filter(isOpen).map((element) => over(element).getBoundingClientRect());
    await until(() => boxes().every(({ bottom, top }, index, all) => top >= 0 && bottom <= (all[index + 1]?.top ?? innerHeight)), 'a stack');
    expect(boxes()).to.have.length(3);
    // One that grows moves the others.
    elements[2]!.error = new RmError('RM1001', 'longer '.repeat(50));
    await until(() => boxes().every(({ bottom }, index, all) => bottom <= (all[index + 1]?.top ?? innerHeight)), 'a new stack');
    // One that goes makes room.
    elements[2]!.remove();
    await until(() => Math.abs(boxes()[1]!.bottom - (innerHeight - 16)) < 2, 'the second in the corner');
    await setViewport({ width: 800, height: 600 });
  });

  it('has those wait for which there is no room', async () => {
    await setViewport({ width: 400, height: 300 });
    try {
      const elements: RmErrorElement[] = [];
      for (let index = 0; index < 4; index += 1) elements.push(await show('toast', new RmError('RM1001', `${index} `.repeat(120))));
      const seen = (): number[] => elements.flatMap((element, index) => (isOpen(element) && getComputedStyle(over(element)).visibility === 'visible' ? [index] : []));
      await until(() => seen().join() === '3', 'the newest alone');
      const { top, bottom } = over(elements[3]!).getBoundingClientRect();
      expect(top).to.be.at.least(0);
      expect(bottom).to.be.at.most(300);
      button(elements[3]!, 'Dismiss').click();
      await until(() => seen().join() === '2', 'the one before it');
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('is not hidden by a newer one while it has the focus', async () => {
    await setViewport({ width: 400, height: 300 });
    try {
      const first = await show('toast', new RmError('RM1001', '1 '.repeat(120)));
      button(first, 'Dismiss').focus();
      const second = await show('toast', new RmError('RM1001', '2 '.repeat(120)));
      await settle();
      expect(getComputedStyle(over(first)).visibility).to.equal('visible');
      expect(getComputedStyle(over(second)).visibility).to.equal('hidden');
      expect(first.shadowRoot!.activeElement === button(first, 'Dismiss')).to.equal(true);
      button(first, 'Dismiss').click();
      await until(() => getComputedStyle(over(second)).visibility === 'visible', 'the newer one');
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('leaves no gap for one that cannot be seen', async () => {
    const hidden = await show('toast');
    hidden.parentElement!.style.display = 'none';
    const next = await show('toast');
    hidden.parentElement!.style.display = '';
    const newest = await show('toast');
    next.parentElement!.style.display = 'none';
    await until(() => over(newest).getBoundingClientRect().top - over(hidden).getBoundingClientRect().bottom === 8, 'one just above the other');
  });

  it('lies on the other side in a text that runs from right to left, and fits into 320 px', async () => {
    await setViewport({ width: 320, height: 480 });
    try {
      const box = await fixture(html`<div dir="rtl"><rm-error variant="toast" .error=${new RmError('RM1001', 'x'.repeat(300))}></rm-error></div>`);
      const element = box.querySelector('rm-error')!;
      await until(() => isOpen(element), 'the toast');
      const { left, right } = over(element).getBoundingClientRect();
      expect([left, right]).to.deep.equal([16, 304]);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
    const wide = await fixture(html`<div dir="rtl"><rm-error variant="toast" .error=${new RmError('RM1001', 'x')}></rm-error></div>`);
    await until(() => isOpen(wide.querySelector('rm-error')!), 'the toast');
    expect(over(wide.querySelector('rm-error')!).getBoundingClientRect().left).to.equal(16);
  });

  it('does not move for those who want no motion', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    try {
      expect(getComputedStyle(over(await show('toast'))).animationName).to.equal('none');
    } finally {
      await emulateMedia({ reducedMotion: 'no-preference' });
    }
    expect(getComputedStyle(over(await show('toast'))).animationName).to.equal('rise');
  });

  it('leaves nothing behind when it is removed, and comes back with the element', async () => {
    const element = await show('toast');
    const parent = element.parentElement!;
    element.remove();
    const next = await show('toast');
    await until(() => Math.abs(over(next).getBoundingClientRect().bottom - (innerHeight - 16)) < 1, 'the corner');
    parent.append(element);
    await until(() => isOpen(element), 'the toast again');
  });

  it('is in the corner where browsers have no popover', async () => {
    const native = HTMLElement.prototype.showPopover;
    (HTMLElement.prototype as { showPopover?: unknown }).showPopover = undefined;
    try {
      const element = await fixture<RmErrorElement>(html`<rm-error variant="toast" .error=${new RmError('RM1001', 'x')}></rm-error>`);
      await until(() => over(element)?.firstElementChild, 'the card');
      // Without popover its attribute hides nothing.
      over(element).style.display = 'block';
      expect(over(element).matches(':popover-open')).to.equal(false);
      expect(getComputedStyle(over(element)).position).to.equal('fixed');
      const corner = (): [number, number] => {
        const { right, bottom } = over(element).getBoundingClientRect();
        return [document.documentElement.clientWidth - right, innerHeight - bottom];
      };
      await until(() => corner().every((distance) => Math.abs(distance - 16) < 1), `the corner, not ${String(corner())}`);
      expect(Number(getComputedStyle(over(element)).zIndex)).to.be.above(0);
      element.remove();
    } finally {
      HTMLElement.prototype.showPopover = native;
    }
  });

  it('follows the pipeline that it names, which shows its error nowhere else', async () => {
    let box!: HTMLElement;
    await consoleErrors(async () => {
      box = await fixture(html`<div><rm-error pipeline="of-toast" variant="toast"></rm-error><rm-pipeline id="of-toast" load="manual"><rm-node type="AddNode" params="{"></rm-node></rm-pipeline></div>`);
      await until(() => isOpen(box.querySelector('rm-error')!), 'the toast');
    });
    expect(box.querySelector('rm-pipeline')!.shadowRoot!.querySelector('rm-error')).to.equal(null);
    expect(box.querySelector('rm-error')!.error?.code).to.match(/^RM/);
    await expect(box).to.be.accessible();
  });
});

describe('rm-error: another variant while it is shown', () => {
  it('moves the card there', async () => {
    const element = await show('toast');
    for (const variant of ['dialog', 'inline', 'dialog', 'toast', 'inline'] as const) {
      element.variant = variant;
      await element.updateComplete;
      expect(element.shadowRoot!.querySelectorAll('.base').length, variant).to.equal(1);
      if (variant === 'inline') expect(over(element), variant).to.equal(null);
      else expect(isOpen(element), variant).to.equal(true);
    }
    // Nothing of the toast is left in the corner.
    const next = await show('toast');
    await until(() => Math.abs(over(next).getBoundingClientRect().bottom - (innerHeight - 16)) < 1, 'the corner');
  });
});

describe('rm-error: what is folded', () => {
  const folded = (element: RmErrorElement): HTMLDetailsElement | null => element.shadowRoot!.querySelector('details');

  it('is the source and the frames in a dialog and a toast, open with `details`', async () => {
    for (const variant of ['dialog', 'toast'] as const) {
      for (const details of [false, true]) {
        const element = await show(variant, traced(2), details);
        expect(folded(element)?.open, variant).to.equal(details);
        expect(folded(element)?.querySelectorAll('.frames li').length, variant).to.equal(2);
        await expect(element).to.be.accessible();
        element.remove();
      }
    }
    const error = new RmError('RM3001', "expected ':'", { position: { module: 'm', line: 1, column: 8 } });
    rememberSource(error, { text: 'class A', label: 'Code' });
    expect(folded(await show('toast', error))?.querySelector('summary')?.textContent).to.equal('Code, line 1, column 8');
  });

  it('is nothing of a short traceback in place, and a long one', async () => {
    const element = await fixture<RmErrorElement>(html`<rm-error .error=${traced(4)}></rm-error>`);
    await until(() => element.shadowRoot!.querySelector('.frames'), 'the frames');
    expect(folded(element)).to.equal(null);
    element.error = traced(5);
    await element.updateComplete;
    expect(folded(element)?.open).to.equal(false);
    element.details = true;
    await element.updateComplete;
    expect(folded(element)?.open).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('is in place when the variant is none', async () => {
    const element = await fixture<RmErrorElement>(html`<rm-error variant="banner" .error=${traced(1)}></rm-error>`);
    await until(() => element.shadowRoot!.querySelector('.icon svg'), 'the card');
    expect(over(element)).to.equal(null);
    expect(element.shadowRoot!.querySelectorAll('[role=alert]').length).to.equal(1);
  });
});

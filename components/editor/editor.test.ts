import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { RmError } from '../../core/index.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmNode } from '../node/node.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmPython } from '../python/python.js';
import type { RmEditor } from './editor.js';
import '../pipeline/pipeline.js';
import '../node/node.js';
import '../python/python.js';
import '../text-input/text-input.js';
import '../output/output.js';
import './editor.js';

const code = 'class Upper:\n    def process(self, text):\n        return text.upper()\n';

/** As the HTML parser builds it; Lit templates cannot hold a script. */
async function place(markup: string): Promise<{ box: HTMLElement; editor: RmEditor; pipeline: RmPipeline }> {
  const box = await fixture<HTMLElement>(html`<div lang="en"></div>`);
  box.append(document.createRange().createContextualFragment(`<rm-pipeline load="manual"><rm-text-input label="Text" value="hello"></rm-text-input>${markup}<rm-output></rm-output></rm-pipeline>`));
  return { box, editor: box.querySelector('rm-editor')!, pipeline: box.querySelector('rm-pipeline')! };
}
const python = `<rm-python id="code"><script type="text/x-python">\n${code}</script></rm-python>`;
const area = (editor: RmEditor): HTMLTextAreaElement | null => editor.shadowRoot!.querySelector('textarea');
const content = (editor: RmEditor): HTMLElement | null => editor.shadowRoot!.querySelector<HTMLElement>('.cm-content');
const part = (editor: RmEditor, name: string): HTMLElement => editor.shadowRoot!.querySelector<HTMLElement>(`[part=${name}]`)!;
/** With CodeMirror, which comes by itself when it is seen. */
async function placed(markup: string): Promise<Awaited<ReturnType<typeof place>>> {
  const all = await place(markup);
  all.editor.scrollIntoView();
  await until(() => content(all.editor) && all.editor.value, 'CodeMirror with the text');
  return all;
}

describe('rm-editor', () => {
  it('is a text area first, which does all that is needed', async () => {
    const { editor, pipeline } = await place(`${python}<div class="below"></div><rm-editor for="code"></rm-editor>`);
    // Out of sight, where CodeMirror is not needed.
    pipeline.querySelector<HTMLElement>('.below')!.style.height = '5000px';
    await until(() => editor.value === code, 'the code');
    await editor.updateComplete;
    expect(editor.matches(':state(plain)')).to.equal(true);
    const text = area(editor)!;
    await expect(editor).to.be.accessible();
    expect(text.getAttribute('aria-label')).to.equal('Code of code');
    text.value = code.replace('upper', 'title');
    text.dispatchEvent(new Event('input'));
    text.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, cancelable: true }));
    await until(() => pipeline.querySelector('rm-output')!.items[0] === 'Hello', 'the result');
    expect(pipeline.querySelector('rm-python')!.source).to.contain('title');
  });

  it('becomes CodeMirror without losing what was typed, the caret or the focus', async () => {
    const { editor } = await place(`<div hidden>${python}<rm-editor for="code"></rm-editor></div>`);
    await until(() => editor.value === code, 'the code');
    await editor.updateComplete;
    // Seen for the observer in a later task only: what is typed meanwhile must stay.
    editor.parentElement!.hidden = false;
    const text = area(editor)!;
    text.focus();
    text.value = `# mine\n${code}`;
    text.dispatchEvent(new Event('input'));
    text.setSelectionRange(2, 2);
    await until(() => content(editor), 'CodeMirror');
    await until(() => editor.shadowRoot!.activeElement === content(editor), 'the focus');
    expect(area(editor)).to.equal(null);
    expect(editor.value).to.equal(`# mine\n${code}`);
    await sendKeys({ type: 'my ' });
    expect(editor.value).to.equal(`# my mine\n${code}`);
    await expect(editor).to.be.accessible();
  });

  it('runs with Ctrl+Enter, and gives the text when it is left', async () => {
    const { editor, pipeline } = await placed(`${python}<rm-editor for="code"></rm-editor>`);
    const changes: string[] = [];
    editor.addEventListener('rm-change', ({ value }) => changes.push(value));
    content(editor)!.focus();
    for (let line = 0; line < 3; line += 1) await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ type: '# end' });
    expect(changes.at(-1)).to.equal(`${code}# end`);
    expect(editor.matches(':state(changed)')).to.equal(true);
    expect(pipeline.querySelector('rm-python')!.source).to.equal(code);
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Control' });
    await until(() => pipeline.querySelector('rm-output')!.items[0] === 'HELLO', 'the result');
    expect(pipeline.querySelector('rm-python')!.source).to.contain('# end');
    part(editor, 'reset').click();
    await editor.updateComplete;
    expect([editor.value, pipeline.querySelector('rm-python')!.source]).to.deep.equal([code, code]);
    content(editor)!.focus();
    await sendKeys({ type: '#' });
    // Tab indents; after Escape it leaves.
    await sendKeys({ press: 'Tab' });
    expect(editor.shadowRoot!.activeElement).to.equal(content(editor));
    expect(part(editor, 'note').textContent).to.contain('Escape, then Tab');
    await sendKeys({ press: 'Escape' });
    await sendKeys({ press: 'Tab' });
    expect(editor.shadowRoot!.activeElement).to.equal(part(editor, 'run'));
    expect(pipeline.querySelector('rm-python')!.source).to.contain('#');
  });

  it('may be kept from the pipeline', async () => {
    const { editor, pipeline } = await placed(`${python}<rm-editor for="code"></rm-editor>`);
    editor.addEventListener('rm-run', (event) => event.preventDefault());
    part(editor, 'run').click();
    await new Promise((done) => setTimeout(done, 50));
    expect(pipeline.status).to.equal('idle');
  });

  it('marks the line that failed until it is gone', async () => {
    const { editor, pipeline } = await placed(`${python}<rm-editor for="code"></rm-editor>`);
    await consoleErrors(async () => {
      editor.value = code.replace('text.upper()', 'text.nothing()');
      editor.run();
      await until(() => part(editor, 'note').textContent === 'The error is in line 3.', 'the note');
    });
    const line = editor.shadowRoot!.querySelector('.cm-failed');
    expect(line?.textContent).to.contain('nothing');
    expect(editor.matches(':state(failed)')).to.equal(true);
    await expect(editor).to.be.accessible();
    editor.value = code;
    editor.run();
    await until(() => pipeline.querySelector('rm-output')!.items[0] === 'HELLO', 'the result');
    await until(() => !editor.matches(':state(failed)'), 'the mark to go');
    expect(editor.shadowRoot!.querySelector('.cm-failed')).to.equal(null);
  });

  it('edits the parameters of a node, and refuses what is not JSON', async () => {
    const { editor, pipeline } = await placed(`<rm-node id="more" type="Host" params='{"a":1}'></rm-node><rm-editor for="more"></rm-editor>`);
    const node = pipeline.querySelector<RmNode>('rm-node')!;
    expect(editor.value).to.equal('{\n  "a": 1\n}\n');
    expect(content(editor)!.getAttribute('aria-label')).to.equal('Parameters of more');
    editor.value = '{"a": 2}';
    editor.addEventListener('rm-run', () => {}, { once: true });
    content(editor)!.focus();
    part(editor, 'run').focus();
    expect(node.params).to.deep.equal({ a: 2 });
    const lines = await consoleErrors(async () => {
      editor.value = '{"a": ';
      editor.run();
      await editor.updateComplete;
    });
    expect([editor.error?.code, lines.length, node.params]).to.deep.equal(['RM2001', 1, { a: 2 }]);
    await expect(editor).to.be.accessible();
  });

  it('can only be read', async () => {
    const { editor } = await placed(`${python}<rm-editor for="code" readonly></rm-editor>`);
    content(editor)!.focus();
    await sendKeys({ type: 'x' });
    expect(editor.value).to.equal(code);
    editor.readOnly = false;
    await editor.updateComplete;
    await sendKeys({ type: 'x' });
    expect(editor.value).to.contain('x');
    await expect(editor).to.be.accessible();
  });

  it('keeps what was typed for the next visit, until it is reset', async () => {
    const markup = `${python}<rm-editor for="code" persist></rm-editor>`;
    const first = await placed(markup);
    content(first.editor)!.focus();
    await sendKeys({ type: '# kept\n' });
    first.box.remove();
    const second = await placed(markup);
    expect(second.editor.value).to.equal(`# kept\n${code}`);
    expect(second.pipeline.querySelector('rm-python')!.source).to.contain('# kept');
    part(second.editor, 'reset').click();
    second.box.remove();
    expect((await placed(markup)).editor.value).to.equal(code);
  });

  it('finds what it edits later, and lets go of it', async () => {
    const { box, editor } = await place('<rm-editor for="late"></rm-editor>');
    editor.scrollIntoView();
    await until(() => content(editor), 'CodeMirror');
    expect(editor.value).to.equal('');
    box.append(document.createRange().createContextualFragment(python.replace('"code"', '"late"')));
    await until(() => editor.value === code, 'the code');
    const target = box.querySelector<RmPython>('#late')!;
    editor.remove();
    target.error = new RmError('RM3002', 'x', { position: { module: 'm', line: 1, column: 1 } });
    target.dispatchEvent(new Event('rm-error'));
    await new Promise((done) => setTimeout(done, 20));
    expect(editor.matches(':state(failed)')).to.equal(false);
    box.append(editor);
    editor.scrollIntoView();
    await until(() => content(editor)?.textContent?.includes('Upper'), 'the code again');
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import './error-texts.js';
import { errorCodes } from './error-codes.js';
import { RmError } from './errors.js';

test('every code has a title and a hint, and belongs to a family', () => {
  for (const [code, { title, hint }] of Object.entries(errorCodes)) {
    assert.match(code, /^RM(10|11|20|23|30|41|42|43|50)\d\d$/);
    assert.ok(title.length > 3 && hint.length > 10, code);
  }
});

test('an error without a message says its title, and carries the hint of its code', () => {
  const error = new RmError('RM1106');
  assert.equal(error.message, 'Your editor changed the quotes');
  assert.equal(error.hint, errorCodes.RM1106.hint);
  assert.equal(error.name, 'RmError');
});

test('an error survives the way through postMessage', () => {
  const error = new RmError('RM3002', 'ValueError: no', {
    phase: 'process',
    nodeId: 'a',
    nodeType: 'A',
    sequence: 3,
    exception: 'ValueError',
    traceback: [{ module: 'm', function: 'A.process', line: 4, source: 'raise' }],
    position: { module: 'm', line: 4, column: 1 },
    hint: 'own hint',
  });
  const copy = RmError.from(structuredClone(error.toJSON()));
  assert.deepEqual(copy.toJSON(), error.toJSON());
  assert.ok(copy instanceof RmError);
});

test('from: keeps RmErrors, names aborts and time-outs, wraps the rest with its cause', () => {
  const own = new RmError('RM2304');
  assert.equal(RmError.from(own, 'RM9'), own);
  assert.equal(RmError.from(new DOMException('x', 'AbortError')).code, 'RM2304');
  assert.equal(RmError.from(new DOMException('x', 'TimeoutError')).code, 'RM2301');
  const cause = new TypeError('bad');
  const wrapped = RmError.from(cause, 'RM1001');
  assert.equal(wrapped.code, 'RM1001');
  assert.equal(wrapped.message, 'bad');
  assert.equal(wrapped.cause, cause);
  for (const odd of [undefined, null, 0, '', 'text', {}, Symbol('s'), () => {}]) assert.equal(RmError.from(odd).code, 'RM2399');
});

test('aborted: an RmError given as the reason is thrown itself', () => {
  const reason = new RmError('RM2301', 'limit');
  assert.throws(() => RmError.throwIfAborted(AbortSignal.abort(reason)), (error) => error === reason);
  assert.throws(() => RmError.throwIfAborted(AbortSignal.abort()), { code: 'RM2304' });
  RmError.throwIfAborted(undefined);
  RmError.throwIfAborted(new AbortController().signal);
});

test('the report names the place, the cause and the frames', () => {
  const error = new RmError('RM3002', 'ValueError: no', {
    nodeId: 'n1',
    nodeType: 'Clean',
    phase: 'process',
    sequence: 2,
    traceback: [{ module: 'clean', function: 'Clean.process', line: 7 }],
    cause: new Error('inner'),
  });
  const report = error.report();
  for (const part of ['RM3002', 'ValueError: no', 'n1 (Clean)', 'process', 'item: 2', 'clean, line 7, in Clean.process', 'Error: inner']) assert.ok(report.includes(part), part);
});

test('the link appears once the page has named the place of the docs', () => {
  const error = new RmError('RM1001');
  assert.equal(error.docs, undefined);
  RmError.docsBase = 'errors.html';
  assert.equal(error.docs, 'errors.html#RM1001');
  RmError.docsBase = undefined;
});

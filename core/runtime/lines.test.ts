import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineSplitter, toLogLine } from './lines.js';

const split = (...chunks: (string | Uint8Array)[]): string[] => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.write(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
  splitter.flush();
  return lines;
};

test('lines come whole, however the bytes are cut', () => {
  assert.deepEqual(split('one\ntw', 'o\r\n', '\nrest'), ['one', 'two', '', 'rest']);
  const bytes = new TextEncoder().encode('Größe ☃\n');
  assert.deepEqual(split(...[...bytes].map((byte) => new Uint8Array([byte]))), ['Größe ☃']);
  assert.deepEqual(split(''), []);
});

test('a line without end is cut, and the next one is whole again', () => {
  const lines = split('x'.repeat(50_000), 'y'.repeat(50_000), '\nnext\n');
  assert.equal(lines.length, 2);
  assert.ok(lines[0]!.length < 17_000 && lines[0]!.endsWith('(cut)'));
  assert.equal(lines[1], 'next');
});

test('bytes that are no text do no harm', () => assert.equal(split(new Uint8Array([0xff, 0xfe, 10])).length, 1));

test('levels', () => {
  assert.deepEqual(toLogLine('WARNING node: odd: very'), { level: 'warn', text: 'odd: very', nodeId: 'node' });
  assert.deepEqual(toLogLine('INFO runtime: started'), { level: 'info', text: 'started' });
  assert.deepEqual(toLogLine('CRITICAL x: '), { level: 'error', text: '', nodeId: 'x' });
  assert.deepEqual(toLogLine('thread panicked'), { level: 'info', text: 'thread panicked' });
  assert.deepEqual(toLogLine('ERRORS are many'), { level: 'info', text: 'ERRORS are many' });
});

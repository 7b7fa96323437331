import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectDamage, publicClasses } from './python-reading.js';
import { normalizePython } from './python-source.js';

test('the indentation of an HTML page is cut, lines stay where they are', () => {
  const { source, indent } = normalizePython('\n      class A:\n          def process(self, x):\n              return x\n    ');
  assert.equal(source, '\nclass A:\n    def process(self, x):\n        return x\n');
  assert.equal(indent, 6);
});

test('sound code is left alone', () => {
  const text = 'class A:\n\tx = "\u00a0\u200b"  # \u00e9\n';
  assert.deepEqual(normalizePython(text), { source: text, indent: 0, repairs: [] });
});

test('normalizing twice changes nothing more', () => {
  const once = normalizePython('\ufeff  a = 1\r\n  b =\u00a02\r  c = 3').source;
  assert.deepEqual(normalizePython(once), { source: once, indent: 0, repairs: [] });
});

test('line endings, marks and spaces are repaired and named', () => {
  const { source, repairs } = normalizePython('\ufeffif x:\r\n\u00a0\u00a0y =\u00a01\u200b\r\n');
  assert.equal(source, 'if x:\n  y = 1\n');
  assert.deepEqual(repairs, ['line endings', 'byte order mark', 'no-break spaces', 'invisible characters']);
});

test('strings keep their no-break spaces', () => {
  assert.equal(normalizePython("x =\u00a0'a\u00a0b'").source, "x = 'a\u00a0b'");
});

test('comments and the inside of long strings do not limit the indentation', () => {
  const { source, indent } = normalizePython('    def f():\n# note\n        """doc\nflush left\n        """\n        return 1');
  assert.equal(indent, 4);
  assert.equal(source, 'def f():\n# note\n    """doc\nflush left\n    """\n    return 1');
});

test('tabs and spaces are only cut where all lines begin the same', () => {
  assert.equal(normalizePython('\ta = 1\n    b = 2').indent, 0);
  assert.equal(normalizePython('\t\ta = 1\n\tb = 2').indent, 1);
});

test('typographic quotes and dashes in code are damage, in strings and comments they are text', () => {
  const damaged = detectDamage('x = 1\nprint(\u201chi\u201d)', 'm')!;
  assert.equal(damaged.code, 'RM1106');
  assert.deepEqual(damaged.position, { module: 'm', line: 2, column: 7 });
  assert.equal(detectDamage('y = 3 \u2013 2')?.code, 'RM1106');
  assert.equal(detectDamage('x = "it\u2019s"  # \u201cfine\u201d\n'), undefined);
});

test('tags and entities in code are damage, comparisons are not', () => {
  assert.equal(detectDamage('if a &lt; b:\n  pass')?.code, 'RM1107');
  assert.equal(detectDamage('x = 1<br />\ny = 2')?.code, 'RM1107');
  assert.equal(detectDamage('<p>x = 1</p>')?.code, 'RM1107');
  assert.equal(detectDamage('a < b and c > d and e & f'), undefined);
  assert.equal(detectDamage('html = "<p>&amp;</p>"'), undefined);
});

test('code that a minifier flattened is damage, short blocks are not', () => {
  const damaged = detectDamage('class A: def process(self, x): return x', 'm', 4)!;
  assert.equal(damaged.code, 'RM1110');
  assert.deepEqual(damaged.position, { module: 'm', line: 1, column: 14 });
  assert.equal(detectDamage('class A: """It.""" def process(self, x): return x')?.code, 'RM1110');
  assert.equal(detectDamage('class A:\ndef process(self, x):\nreturn x')?.position?.line, 2);
  for (const sound of [
    'class A: pass\nclass B: x = 1',
    'class A:\n\n    def process(self, x): return x',
    'class A:\n  """def x(y):\nflush left"""\n  x = 1',
    'x = {"class": 1, "def": 2}\ny = x["class"]\n',
    'x = 1',
    '# class A: def b():\ns = ": def b():"',
  ]) {
    assert.equal(detectDamage(sound), undefined, sound);
  }
});

test('public classes: top level, in order, not in strings and comments', () => {
  const source = `
class One: pass
class _Hidden: pass
# class Comment:
text = """
class InString:
"""
def f():
    class Inner: pass
class Zwei(One): pass
class Größe: pass
x = 1; class_ = 2
`;
  assert.deepEqual(publicClasses(source), ['One', 'Zwei', 'Größe']);
  assert.deepEqual(publicClasses('class A: pass'), ['A']);
  assert.deepEqual(publicClasses(''), []);
});

test('an unfinished string does not hide the rest of the file', () => {
  assert.deepEqual(publicClasses('x = "open\nclass A:\n  pass'), ['A']);
});

test('any text is taken without failing', () => {
  const alphabet = [...'\'"#\\\n\r\t abc:()\u00a0\u201c\u2028<&;', '"""', "'''", 'class '];
  let seed = 7;
  const random = (limit: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % limit;
  for (let round = 0; round < 2000; round += 1) {
    const text = Array.from({ length: random(60) }, () => alphabet[random(alphabet.length)]).join('');
    const { source } = normalizePython(text);
    assert.equal(source.split('\n').length, text.replace(/\r\n?/g, '\n').split('\n').length);
    detectDamage(source);
    publicClasses(source);
  }
});

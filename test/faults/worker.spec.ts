import { cut, drop, good, inTurn, late, status, text } from './site.js';
import { selfHelp, test, trouble } from './support.js';

const file = 'worker.js';
const impatient = 'limits=\'{"stall": 2}\'';

test('worker.js: 500, then well', ({ scene }) => selfHelp(scene, '`worker.js`: 500, then well', { [file]: inTurn(status(500), good) }, 'started once more by itself'));

for (const [what, code, answer, says, attributes] of [
  ['404', 'RM1002', status(404), 'worker.js answered 404', ''],
  ['500 and no end', 'RM1007', status(500), 'worker.js answered 500', ''],
  ['the connection drops half-way', 'RM1001', drop(0.5), 'worker.js', ''],
  ['a syntax error', 'RM2305', text('text/javascript', 'this is no JavaScript'), 'worker.js', ''],
  ['cut off half-way, as if it were whole', 'RM2305', cut(0.5), 'worker.js', ''],
  ['sent as `text/plain`', 'RM2305', text('text/plain', 'self.onmessage = () => {};'), 'is served as text/plain', ''],
  ['throws when it starts', 'RM2305', text('text/javascript', 'throw new Error("broken on purpose");'), 'broken on purpose', ''],
  ['runs and never answers (limit 2 s)', 'RM2305', text('text/javascript', 'for (;;);'), 'did not start within 2 s', impatient],
  ['is never sent (limit 2 s)', 'RM2305', late(600_000), 'did not start within 2 s', impatient],
] as const) {
  test(`worker.js: ${what}`, ({ scene }) => trouble(scene, { fault: `\`worker.js\`: ${what}`, code, answers: { [file]: answer }, says, attributes }));
}

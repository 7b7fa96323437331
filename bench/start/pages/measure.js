// What the measured pages share: times at which the parts of a start ended (ms since navigation), and telling the server the outcome.
const marks = {};
const mark = (name) => (marks[name] ??= performance.now());

const report = (outcome) => fetch('/report', { method: 'POST', body: JSON.stringify(outcome) });
const fail = (reason) => report({ error: String(reason) });
addEventListener('error', (event) => fail(event.message ?? `${event.target.src} was not loaded`), true);
addEventListener('unhandledrejection', (event) => fail(event.reason));

/** Ends the measurement: Python has computed 1 + 1. */
function finish(result) {
  mark('result');
  if (result === 2) report({ time: marks.result, marks });
  else fail(`The result was ${JSON.stringify(result)}, not 2.`);
}

// The kit's own events. The last byte and the end of the compilation are what its progress says.
addEventListener('rm-progress', ({ stage }) => mark({ fetch: 'code', compile: 'fetch', start: 'compile', ready: 'instantiate' }[stage]));
addEventListener('rm-result', ({ item }) => finish(item));
addEventListener('rm-error', ({ error }) => fail(`${error.code}: ${error.message}`));

// PyScript's.
addEventListener('py:ready', () => mark('load'));

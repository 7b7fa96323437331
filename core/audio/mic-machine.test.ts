import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorCodes } from '../error-codes.js';
import { MicMachine, type MicEnvironment } from './mic-machine.js';
import { micCodes, type MicState } from './mic-states.js';

type Fake = MicEnvironment<string, string>;

function machine(environment: Partial<Fake> = {}) {
  const log: string[] = [];
  const states: MicState[] = [];
  const all: Fake = {
    isSecure: () => true,
    isSupported: () => true,
    isAllowed: () => true,
    isSandboxed: () => false,
    permission: async () => 'prompt',
    ask: async () => 'stream',
    release: (stream) => void log.push(`release ${stream}`),
    open: async () => 'capture',
    pause: (_, paused) => void log.push(`pause ${paused}`),
    mute: (_, muted) => void log.push(`mute ${muted}`),
    close: async (capture) => void log.push(`close ${capture}`),
    ...environment,
  };
  return { mic: new MicMachine(all, (state) => states.push(state)), log, states };
}

const refuse = (name: string) => async (): Promise<never> => {
  throw new DOMException('No', name);
};

describe('microphone', () => {
  test('idle, requesting, recording, paused, muted and back', async () => {
    const { mic, states, log } = machine();
    assert.equal(await mic.start(), true);
    assert.equal(await mic.start(), false, 'twice');
    mic.mute(true);
    mic.pause(true);
    mic.pause(false);
    mic.mute(false);
    await mic.stop();
    assert.deepEqual(states, ['requesting', 'recording', 'muted', 'paused', 'muted', 'recording', 'idle']);
    assert.equal(log.at(-1), 'close capture');
    await mic.stop();
    assert.equal(log.filter((line) => line.startsWith('close')).length, 1);
  });

  for (const [state, environment] of Object.entries({
    insecure: { isSecure: () => false, isSupported: () => false },
    unsupported: { isSupported: () => false },
    sandboxed: { isSandboxed: () => true, isAllowed: () => false },
    'blocked-by-policy': { isAllowed: () => false },
    denied: { ask: refuse('NotAllowedError'), permission: async () => 'denied' },
    dismissed: { ask: refuse('NotAllowedError'), permission: async () => 'prompt' },
    'no-device': { ask: refuse('NotFoundError') },
    'in-use': { ask: refuse('NotReadableError') },
  } satisfies Record<keyof typeof micCodes, Partial<Fake>>)) {
    test(`${state} has a code of its own, with what to do`, async () => {
      let asked = false;
      const { mic, states } = machine({ ...environment, ...(!('ask' in environment) && { ask: async () => ((asked = true), 'stream') }) });
      assert.equal(await mic.start(), false);
      assert.deepEqual(states, ['requesting', state]);
      const code = micCodes[state as keyof typeof micCodes];
      assert.equal(mic.error?.code, code);
      assert.ok(errorCodes[code].hint.length > 20);
      assert.equal(asked, false, 'nobody is asked in vain');
    });
  }

  test('where the browser does not tell what it will do next, a refusal is one', async () => {
    const { mic } = machine({ ask: refuse('NotAllowedError'), permission: async () => undefined });
    await mic.start();
    assert.equal(mic.state, 'denied');
  });

  test('an unknown policy lets it try, and what the browser then says counts', async () => {
    const { mic } = machine({ isAllowed: () => undefined, ask: refuse('SecurityError') });
    await mic.start();
    assert.equal(mic.state, 'blocked-by-policy');
  });

  test('stopped while the browser asks: the late answer is given back, unheard', async () => {
    let answer!: (stream: string) => void;
    const { mic, log, states } = machine({ ask: () => new Promise((resolve) => (answer = resolve)) });
    const starting = mic.start();
    await mic.stop();
    answer('late');
    assert.equal(await starting, false);
    assert.deepEqual([log, states, mic.error], [['release late'], ['requesting', 'idle'], undefined]);
  });

  test('a late refusal after a stop is no error', async () => {
    let reject!: (error: unknown) => void;
    const { mic } = machine({ ask: () => new Promise((_, no) => (reject = no)) });
    const starting = mic.start();
    await mic.stop();
    reject(new DOMException('No', 'NotAllowedError'));
    assert.equal(await starting, false);
    assert.deepEqual([mic.state, mic.error], ['idle', undefined]);
  });

  test('of two starts with a stop between, only the second gets the microphone', async () => {
    const answers: ((stream: string) => void)[] = [];
    const { mic, log } = machine({ ask: () => new Promise((resolve) => answers.push(resolve)) });
    const first = mic.start();
    await mic.stop();
    const second = mic.start();
    answers[1]!('second');
    assert.equal(await second, true);
    answers[0]!('first');
    assert.equal(await first, false);
    assert.deepEqual([mic.state, log.filter((line) => line.startsWith('release'))], ['recording', ['release first']]);
  });

  test('stopped while the audio thread starts: all is given back', async () => {
    let opened!: (capture: string) => void;
    const { mic, log } = machine({ open: () => new Promise((resolve) => (opened = resolve)) });
    const starting = mic.start();
    await new Promise((resolve) => setTimeout(resolve));
    await mic.stop();
    opened('late');
    assert.equal(await starting, false);
    assert.deepEqual(log, ['close late']);
  });

  test('an audio thread that does not start is told, and the microphone given back', async () => {
    const { mic, log } = machine({
      open: async () => {
        throw new Error('no worklet');
      },
    });
    assert.equal(await mic.start(), false);
    assert.deepEqual([mic.state, mic.error?.code, log], ['idle', 'RM5003', ['release stream']]);
    await mic.start();
    assert.equal(mic.error?.code, 'RM5003', 'it can be tried again');
  });

  test('paused and muted before the start hold from its first sample', async () => {
    const { mic, states } = machine();
    mic.mute(true);
    await mic.start();
    assert.deepEqual(states, ['requesting', 'muted']);
  });

  test('permission ahead of the take: asked, and given back', async () => {
    const { mic, log, states } = machine();
    assert.equal(await mic.requestPermission(), true);
    assert.deepEqual([log, states], [['release stream'], ['requesting', 'idle']]);
    const refused = machine({ ask: refuse('NotAllowedError'), permission: async () => 'denied' });
    assert.equal(await refused.mic.requestPermission(), false);
    assert.equal(refused.mic.state, 'denied');
    refused.mic.reconsider('denied');
    assert.equal(refused.mic.state, 'denied');
    refused.mic.reconsider('granted');
    assert.deepEqual([refused.mic.state, refused.mic.error], ['idle', undefined]);
  });
});

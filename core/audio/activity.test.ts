import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpeechActivity } from './activity.js';

/** Levels every 50 ms. */
function changes(activity: SpeechActivity, levels: number[]): string[] {
  return levels.flatMap((rms, index) => {
    const change = activity.add(rms, index * 0.05);
    return change ? [`${change} ${(index * 0.05).toFixed(2)}`] : [];
  });
}
const loud = (count: number): number[] => Array<number>(count).fill(0.1);
const quiet = (count: number): number[] => Array<number>(count).fill(0.001);

test('speech begins when it has lasted, and ends after a pause longer than between words', () => {
  assert.deepEqual(changes(new SpeechActivity(0.02), [...quiet(4), ...loud(10), ...quiet(4), ...loud(4), ...quiet(12)]), ['start 0.30', 'end 1.45']);
});

test('a click is no speech', () => {
  const activity = new SpeechActivity(0.02);
  assert.deepEqual(changes(activity, [...loud(1), ...quiet(10), ...loud(2), ...quiet(10)]), []);
  assert.equal(activity.speaking, false);
});

test('how long it has been silent', () => {
  const activity = new SpeechActivity(0.02);
  assert.equal(activity.silence(3), 3);
  activity.add(0.5, 4);
  assert.equal(activity.silence(6), 2);
});

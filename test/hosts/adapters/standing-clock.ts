/** Stops the clock between timers and requests, as edge workers do in production and workerd by itself does not. */
const { now: real } = performance;
const { setTimeout: timeout } = globalThis;
let stands = real.call(performance);

export const clock = {
  real: (): number => real.call(performance),
  tick: (): void => void (stands = clock.real()),
};

performance.now = () => stands;
Date.now = () => Math.floor(performance.timeOrigin + stands);
globalThis.setTimeout = ((task: () => void, milliseconds?: number) =>
  timeout(() => {
    clock.tick();
    task();
  }, milliseconds)) as typeof setTimeout;

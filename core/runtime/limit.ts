/** What comes this much later than it was due tells that the page stood still; ms. */
export const late = 1000;

/**
 * Calls `passed` after a time in which nothing stopped it. A page that was frozen, or a computer that slept, finds all its timers
 * due at once and the messages that came meanwhile behind them: such a time does not count, and the limit begins again.
 *
 * @param milliseconds Infinity: never.
 * @returns what calls it off.
 */
export function startLimit(milliseconds: number, passed: () => void): () => void {
  if (!Number.isFinite(milliseconds)) return () => {};
  let timer: ReturnType<typeof setTimeout>;
  const begin = (): void => {
    const due = performance.now() + milliseconds;
    timer = setTimeout(() => (performance.now() - due > late ? begin() : passed()), milliseconds);
  };
  begin();
  return () => clearTimeout(timer);
}

/** When a pipeline loads the runtime by itself. */
export type LoadPolicy = 'eager' | 'visible' | 'idle' | 'interaction' | 'manual';

/** What counts as the visitor turning to the pipeline. */
const gestures = ['pointerenter', 'pointerdown', 'focusin', 'keydown', 'dragenter', 'touchstart'] as const;

/** Calls `load` when the policy says so, once. Returns what calls it off. */
export function follow(policy: LoadPolicy, element: HTMLElement, load: () => void): () => void {
  const off = new AbortController();
  const once = (): void => {
    if (off.signal.aborted) return;
    off.abort();
    load();
  };
  switch (policy) {
    case 'eager':
      once();
      break;
    case 'visible': {
      const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && once(), { rootMargin: '200px' });
      observer.observe(element);
      off.signal.addEventListener('abort', () => observer.disconnect());
      break;
    }
    case 'idle': {
      // Safari has no idle callback; a moment after the page has settled does as well.
      const settled = 'requestIdleCallback' in globalThis ? (call: () => void) => requestIdleCallback(call, { timeout: 5000 }) : (call: () => void) => setTimeout(call, 500);
      settled(once);
      break;
    }
    case 'manual':
      break;
    default:
      for (const gesture of gestures) element.addEventListener(gesture, once, { passive: true, signal: off.signal });
  }
  return () => off.abort();
}

import { shared } from '../../core/shared.js';

/** Between two toasts; px. */
const GAP = 8;

/** All that are shown, the last one at the end; those of another copy of the kit too. */
const shown = (): Set<HTMLElement> => shared('toasts', () => new Set<HTMLElement>());

const sizes = typeof ResizeObserver === 'function' ? new ResizeObserver(() => arrange()) : undefined;

/**
 * Puts the newest into the corner and the others above it, each as high as it is. Those for which there is no room wait, unseen, until
 * one below them is closed: they stay for as long as it takes. The one that has the focus comes first, since hidden it would lose it.
 */
function arrange(): void {
  let below = 0;
  let room = true;
  const has = (toast: HTMLElement): number => Number(toast.matches(':focus-within'));
  for (const toast of [...shown()].reverse().sort((a, b) => has(b) - has(a))) {
    // In a part of the page that is hidden it needs no room.
    if (toast.offsetHeight === 0) continue;
    room &&= below === 0 || below + toast.offsetHeight + 2 * GAP <= innerHeight;
    toast.classList.toggle('waiting', !room);
    toast.style.setProperty('--_below', `${below}px`);
    below += toast.offsetHeight + GAP;
  }
}

/** The cards in the corner of the page. */
export const toasts = {
  /** In the top layer where there is one, else just above the page. Takes no focus. */
  show(toast: HTMLElement): void {
    const all = shown();
    if (all.has(toast)) return;
    if (all.size === 0) addEventListener('resize', arrange);
    all.add(toast);
    toast.showPopover?.();
    sizes?.observe(toast);
    arrange();
  },

  hide(toast: HTMLElement): void {
    const all = shown();
    if (!all.delete(toast)) return;
    sizes?.unobserve(toast);
    // One that left the page is hidden already.
    if (toast.isConnected) toast.hidePopover?.();
    if (all.size === 0) removeEventListener('resize', arrange);
    arrange();
  },
};

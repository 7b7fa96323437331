import type { RmError } from '../../core/index.js';
import type { RmErrorElement } from '../error/error.js';
import type { RmNode } from '../node/node.js';

type Failing = HTMLElement & Partial<Pick<RmNode, 'failed' | 'updateComplete'>> & { error?: RmError | undefined };

/**
 * Decides where an error is seen, so that it is seen once: in an `rm-error` that the author placed for this pipeline, else in
 * the element that failed, else (when that one is hidden, or no element is to blame) in the pipeline's own area.
 */
export class ErrorPlaces {
  readonly #marked = new Set<Failing>();

  /**
   * @param owner the element that failed.
   * @param joined elements of the pipeline, for finding an `rm-error`.
   * @returns true when the pipeline has to show it itself.
   */
  async place(error: RmError, owner: HTMLElement | undefined, joined: Iterable<HTMLElement>): Promise<boolean> {
    const placed = [...joined].some((element) => element.localName === 'rm-error' && !(element as RmErrorElement).controlled && isSeen(element));
    const failing = owner as Failing | undefined;
    if (failing && 'error' in failing) {
      this.#marked.add(failing);
      if ('failed' in failing) failing.failed = true;
      if (!placed) {
        failing.error = error;
        await failing.updateComplete;
        if (isSeen(failing)) return false;
      }
    }
    return !placed;
  }

  /** Takes the errors away again. */
  clear(): void {
    for (const element of this.#marked) {
      element.error = undefined;
      if ('failed' in element) element.failed = false;
    }
    this.#marked.clear();
  }
}

/** An `rm-error` without an error has no box of its own height; what counts is that nothing above hides it. */
const isSeen = (element: HTMLElement): boolean => element.isConnected && (element.checkVisibility?.({ visibilityProperty: true }) ?? true);

import { isActive } from '../../core/index.js';
import type { RmMicInput } from './mic-input.js';
import { isShortcut } from './shortcut.js';

/** What beside a click starts and stops: holding the button, and the shortcut. */
export class Gestures {
  readonly #element: RmMicInput;
  readonly #button: HTMLButtonElement;
  #held = false;

  constructor(element: RmMicInput, button: HTMLButtonElement, signal: AbortSignal) {
    this.#element = element;
    this.#button = button;
    for (const type of ['pointerdown', 'pointerup', 'pointercancel', 'keydown', 'keyup', 'blur']) button.addEventListener(type, (event) => this.#press(event), { signal });
    for (const type of ['keydown', 'keyup'] as const) document.addEventListener(type, (event) => this.#key(event), { signal });
  }

  #press(event: Event): void {
    if (this.#element.mode !== 'push-to-talk') return;
    const { key } = event as KeyboardEvent;
    const { button, pointerId } = event as PointerEvent;
    if (button > 0 || (key !== undefined && key !== ' ' && key !== 'Enter')) return;
    // Without the click that a key makes.
    if (key) event.preventDefault();
    // So that letting go anywhere ends it.
    if (event.type === 'pointerdown' && event.isTrusted) this.#button.setPointerCapture(pointerId);
    this.#hold(event.type.endsWith('down'));
  }

  #key(event: KeyboardEvent): void {
    const { shortcut, mode, micState } = this.#element;
    if (!shortcut || !isShortcut(event, shortcut)) return;
    event.preventDefault();
    const down = event.type === 'keydown';
    if (event.repeat) return;
    if (mode === 'push-to-talk') this.#hold(down);
    else if (down) void (micState === 'requesting' || isActive(micState) ? this.#element.stop() : this.#element.start());
  }

  #hold(down: boolean): void {
    if (down === this.#held) return;
    this.#held = down;
    void (down ? this.#element.start() : this.#element.stop());
  }
}

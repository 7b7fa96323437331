/** Puts text into a live region; empty text clears it. */
type Say = (text: string, urgent: boolean) => void;

/** Screen readers speak of changes to a region they know: a new one, or one just cleared, needs a moment; ms. */
const SETTLE = 150;

/**
 * Decides what is said when. What comes within the pause after the last words is joined into one sentence, urgent things go at once,
 * and what is being said is not said again.
 */
export class Sentences {
  readonly #say: Say;
  /** The pause between two announcements; ms. */
  readonly #pause: () => number;
  readonly #waiting = new Map<string, string>();
  #urgent: string[] = [];
  /** What the regions hold. */
  #spoken = new Set<string>();
  #spokenAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #urgentTimer: ReturnType<typeof setTimeout> | undefined;
  #clearTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: Say, pause: () => number) {
    this.#say = say;
    this.#pause = pause;
  }

  /** @param topic a later sentence about the same thing replaces one that still waits. */
  add(text: string, topic = text): void {
    const sentence = text.trim();
    if (!sentence || this.#repeats(sentence) || this.#waiting.get(topic) === sentence) return;
    this.#waiting.delete(topic);
    this.#waiting.set(topic, sentence);
    this.#timer ??= setTimeout(this.#speak, Math.max(SETTLE, this.#spokenAt + this.#pause() - performance.now()));
  }

  /** Interrupts what is being said. */
  interrupt(text: string): void {
    const sentence = text.trim();
    if (!sentence || this.#repeats(sentence) || this.#urgent.includes(sentence)) return;
    this.#urgent.push(sentence);
    this.#urgentTimer ??= setTimeout(() => {
      this.#urgentTimer = undefined;
      this.#put(this.#urgent.splice(0), true);
    }, SETTLE);
  }

  /** Forgets what was to be said. */
  stop(): void {
    for (const timer of [this.#timer, this.#urgentTimer, this.#clearTimer]) clearTimeout(timer);
    this.#timer = this.#urgentTimer = this.#clearTimer = undefined;
    this.#waiting.clear();
    this.#urgent = [];
    this.#clear();
  }

  readonly #speak = (): void => {
    this.#timer = undefined;
    const sentences = [...new Set(this.#waiting.values())];
    this.#waiting.clear();
    this.#put(sentences, false);
    this.#spokenAt = performance.now();
  };

  #put(sentences: string[], urgent: boolean): void {
    for (const sentence of sentences) this.#spoken.add(sentence);
    this.#say(sentences.join(' '), urgent);
    this.#keep();
  }

  /** What is repeated without end is said once: each repetition keeps it longer. */
  #repeats(sentence: string): boolean {
    const repeats = this.#spoken.has(sentence);
    if (repeats) this.#keep();
    return repeats;
  }

  /** Old news must not be found by who reads the page; empty regions can say the same again. */
  #keep(): void {
    clearTimeout(this.#clearTimer);
    this.#clearTimer = setTimeout(() => this.#clear(), Math.max(2 * this.#pause(), 1000));
  }

  #clear(): void {
    this.#spoken.clear();
    this.#say('', false);
    this.#say('', true);
  }
}

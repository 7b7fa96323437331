/** What a microphone is doing, without a browser: asks in the right order, and tells every way in which it can be refused apart. */
import { RmError } from '../errors.js';
import { isActive, micCodes, type MicState } from './mic-states.js';

type Refusal = keyof typeof micCodes;

/** What the machine needs of the page. */
export interface MicEnvironment<Stream, Capture> {
  isSecure(): boolean;
  /** The browser has what a microphone takes. */
  isSupported(): boolean;
  /** Whether the page's policy lets a microphone in; undefined where the browser does not say. */
  isAllowed(): boolean | undefined;
  /** The page is sandboxed, so that it has no origin that could be allowed anything. */
  isSandboxed(): boolean;
  /** What the visitor said before; undefined where the browser does not say. */
  permission(): Promise<PermissionState | undefined>;
  /** Asks for the microphone. Rejects as `getUserMedia` does. */
  ask(): Promise<Stream>;
  /** Gives a microphone back that nobody wants any more. */
  release(stream: Stream): void;
  /** Begins to take its sound. */
  open(stream: Stream): Promise<Capture>;
  pause(capture: Capture, paused: boolean): void;
  mute(capture: Capture, muted: boolean): void;
  /** Takes what is left, and gives the microphone back. */
  close(capture: Capture): Promise<void>;
}

export class MicMachine<Stream, Capture> {
  readonly #environment: MicEnvironment<Stream, Capture>;
  readonly #changed: (state: MicState, previous: MicState) => void;
  #state: MicState = 'idle';
  #error: RmError | undefined;
  #capture: Capture | undefined;
  #paused = false;
  #muted = false;
  /** Bumped by every start and stop: what an earlier one still waits for is of no use then. */
  #turn = 0;

  constructor(environment: MicEnvironment<Stream, Capture>, changed: (state: MicState, previous: MicState) => void) {
    this.#environment = environment;
    this.#changed = changed;
  }

  get state(): MicState {
    return this.#state;
  }

  /** Why there is no sound; undefined unless the last attempt failed. */
  get error(): RmError | undefined {
    return this.#error;
  }

  get capture(): Capture | undefined {
    return this.#capture;
  }

  /**
   * Asks for the microphone and begins to take its sound; to be called in a gesture.
   * @returns true when it records. False when it is refused (see `error`), was stopped meanwhile, or is at it already.
   */
  async start(): Promise<boolean> {
    if (this.#state === 'requesting' || isActive(this.#state)) return false;
    const turn = (this.#turn += 1);
    const stream = await this.#ask(turn);
    if (stream === undefined) return false;
    try {
      const capture = await this.#environment.open(stream);
      if (turn !== this.#turn) {
        void this.#environment.close(capture);
        return false;
      }
      this.#capture = capture;
      this.#apply();
      return true;
    } catch (cause) {
      this.#environment.release(stream);
      if (turn === this.#turn) this.#go('idle', RmError.from(cause, 'RM5003'));
      return false;
    }
  }

  /** Asks for the microphone and gives it back, so that a take begins without a question. */
  async requestPermission(): Promise<boolean> {
    if (this.#state === 'requesting') return false;
    if (isActive(this.#state)) return true;
    const turn = (this.#turn += 1);
    const stream = await this.#ask(turn);
    if (stream === undefined) return false;
    this.#environment.release(stream);
    this.#go('idle');
    return true;
  }

  /** What is taken from now on is left out, and time stands still. */
  pause(paused: boolean): void {
    this.#paused = paused;
    this.#apply();
  }

  /** Silence is taken in place of sound, and time goes on. */
  mute(muted: boolean): void {
    this.#muted = muted;
    this.#apply();
  }

  /** Resolves when what was taken is delivered. Also takes back a question that is not answered yet. */
  async stop(error?: RmError): Promise<void> {
    const capture = this.#capture;
    if (this.#state !== 'requesting' && !capture) return;
    this.#turn += 1;
    this.#capture = undefined;
    this.#go('idle', error);
    if (capture !== undefined) await this.#environment.close(capture);
  }

  /** The visitor's answer changed in the browser's own settings: a refusal may be outdated. */
  reconsider(permission: PermissionState): void {
    if (permission !== 'denied' && (this.#state === 'denied' || this.#state === 'dismissed')) this.#go('idle');
  }

  async #ask(turn: number): Promise<Stream | undefined> {
    const environment = this.#environment;
    this.#go('requesting');
    const hindrance = this.#hindrance();
    if (hindrance) return this.#refuse(...hindrance);
    try {
      const stream = await environment.ask();
      if (turn === this.#turn) return stream;
      // Stopped, or started anew, while the browser asked.
      environment.release(stream);
    } catch (cause) {
      const refusal = await this.#reason(cause);
      if (turn === this.#turn) return this.#refuse(refusal, messageOf(cause), cause);
    }
    return undefined;
  }

  /** What is known without asking. */
  #hindrance(): [Refusal, string] | undefined {
    const environment = this.#environment;
    if (!environment.isSecure()) return ['insecure', 'The page does not come over https, so the browser gives it no microphone.'];
    if (!environment.isSupported()) return ['unsupported', 'This browser cannot record sound in a page.'];
    if (environment.isSandboxed()) return ['sandboxed', 'The page stands in a sandboxed frame without an origin, which gets no microphone.'];
    if (environment.isAllowed() === false) return ['blocked-by-policy', 'The Permissions-Policy of this page, or of the frame it stands in, keeps it from the microphone.'];
    return undefined;
  }

  async #reason(cause: unknown): Promise<Refusal> {
    switch ((cause as { name?: string }).name) {
      case 'NotFoundError':
      case 'OverconstrainedError':
        return 'no-device';
      case 'NotReadableError':
      case 'AbortError':
        return 'in-use';
      case 'SecurityError':
        return 'blocked-by-policy';
      case 'NotAllowedError':
        // The error is the same whether the visitor said no or closed the question: what the browser would do next is not.
        return (await this.#environment.permission()) === 'prompt' ? 'dismissed' : 'denied';
      default:
        return 'unsupported';
    }
  }

  #refuse(state: Refusal, message: string, cause?: unknown): undefined {
    this.#go(state, new RmError(micCodes[state], message, { cause }));
  }

  #apply(): void {
    const capture = this.#capture;
    if (capture === undefined) return;
    this.#environment.mute(capture, this.#muted);
    this.#environment.pause(capture, this.#paused);
    this.#go(this.#paused ? 'paused' : this.#muted ? 'muted' : 'recording');
  }

  #go(state: MicState, error?: RmError): void {
    const previous = this.#state;
    const sameError = error === this.#error;
    this.#error = error;
    this.#state = state;
    if (previous !== state || !sameError) this.#changed(state, previous);
  }
}

/** Browsers say it in a few words without a full stop, some not at all. */
function messageOf(cause: unknown): string {
  const text = String((cause as { message?: unknown }).message ?? '').trim();
  return text && (/[.!?]$/.test(text) ? text : `${text}.`);
}

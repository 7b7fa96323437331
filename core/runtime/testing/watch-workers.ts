/** Workers that the kit starts from here on, so that a test can count them and end them from outside; in pages. */
export function watchWorkers(): { started: Worker[]; ended: Set<Worker>; stop(): void } {
  const started: Worker[] = [];
  const ended = new Set<Worker>();
  const Native = globalThis.Worker;
  globalThis.Worker = class extends Native {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      started.push(this);
    }

    override terminate(): void {
      ended.add(this);
      super.terminate();
    }
  };
  return { started, ended, stop: () => void (globalThis.Worker = Native) };
}

/** What runs in the page of every test: a live source of sound, and notes of what a visitor and the author's script get to know. */
export interface Stage {
  /** Numbers of the frames that came out of the live pipeline. */
  results: number[];
  pushed: number;
  errors: { code: string; at: number; in: string }[];
  exceptions: string[];
  /** Text of the progress bar of an element, the last time it was seen. */
  progress: Record<string, string>;
  /** Starts sending 20 ms of sound every 20 ms to a pipeline, from a worker: its clock goes on when the page's is slowed down. */
  stream(id: string): Promise<void>;
  /** Ends the source and waits until all that it sent has come out. */
  quiet(): Promise<void>;
  /** Runs one item and tells when it began; ms. */
  run(id: string, item?: unknown): number;
}

declare global {
  interface Window {
    stage: Stage;
  }
}

/** Put into the page before anything else. */
export function setStage(): void {
  const frames = { count: 0, pending: new Set<Promise<unknown>>() };
  let ticker: Worker | undefined;
  const stage: Stage = {
    results: [],
    pushed: 0,
    errors: [],
    exceptions: [],
    progress: {},
    async stream(id) {
      const pipeline = document.getElementById(id) as HTMLElementTagNameMap['rm-pipeline'];
      pipeline.addEventListener('rm-result', (event) => stage.results.push(event.item as number));
      await pipeline.start();
      ticker = new Worker('/ticker.js');
      ticker.onmessage = ({ data }: MessageEvent<number>) => {
        stage.pushed += 1;
        const push = pipeline.push({ kind: 'audio', samples: new Float32Array(160).fill(data), sampleRate: 8000, channels: 1 });
        frames.pending.add(push);
        void push.finally(() => frames.pending.delete(push));
      };
    },
    async quiet() {
      ticker?.terminate();
      ticker = undefined;
      await Promise.all(frames.pending);
    },
    run(id, item = 'x') {
      const began = performance.now();
      void (document.getElementById(id) as HTMLElementTagNameMap['rm-pipeline']).run([item as never]);
      return began;
    },
  };
  window.stage = stage;
  addEventListener('rm-error', (event) => stage.errors.push({ code: event.error.code, at: performance.now(), in: (event.target as Element).closest('rm-pipeline')?.id ?? '' }));
  const loaded: Record<string, number> = {};
  const follow = ({ target, loaded: bytes }: HTMLElementEventMap['rm-progress']): void => {
    const { id } = target as Element;
    if (bytes < (loaded[id] ?? 0)) stage.exceptions.push(`the progress bar of ${id} ran backwards`);
    loaded[id] = bytes;
  };
  addEventListener('rm-progress', follow, true);
  addEventListener('rm-error', (event) => delete loaded[(event.target as Element).closest('rm-pipeline')?.id ?? '']);
  addEventListener('error', (event) => stage.exceptions.push(event.message));
  addEventListener('unhandledrejection', (event) => stage.exceptions.push(String(event.reason)));
  setInterval(() => {
    for (const pipeline of document.querySelectorAll('rm-pipeline')) {
      const bar = pipeline.shadowRoot?.querySelector('rm-progress');
      if (bar?.matches(':state(shown)')) stage.progress[pipeline.id] = [...(bar.shadowRoot?.querySelectorAll('.text > *') ?? [])].map((part) => part.textContent?.trim()).filter(Boolean).join(': ');
    }
  }, 20);
}

/** The source's clock; `/ticker.js`. */
export const ticker = 'let sent = 0; const began = performance.now(); setInterval(() => { while (sent < (performance.now() - began) / 20) postMessage(sent++); }, 10);';

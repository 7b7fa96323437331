import type { PipelineContext } from './context.js';

/** What a screen reader is to say once, although the focus is elsewhere. */
export interface Announcement {
  text: string;
  /** Interrupts what is being said; for errors. */
  urgent?: boolean;
}

/** Hands a sentence to the `rm-announcer` of the pipeline. Without a pipeline nothing is said. */
export function announce(pipeline: PipelineContext | undefined, text: string, urgent = false): void {
  pipeline?.store.channel<Announcement>('announce').emit({ text, urgent });
}

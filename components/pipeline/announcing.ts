import type { Announcement } from '../internal/announce.js';
import type { PipelineView } from './view.js';

/**
 * Gives a pipeline an `rm-announcer` when there is something to say and the page has none. What was said before it came is handed on;
 * without it (offline, say) nothing but the spoken word is lost.
 */
export function announceOnDemand({ element, joined }: PipelineView): void {
  const early: Announcement[] = [];
  let asked = false;
  const ask = async (): Promise<void> => {
    if (asked || [...joined].some(({ localName }) => localName === 'rm-announcer') || element.querySelector('rm-announcer')) return;
    asked = true;
    try {
      await import('../announcer/announcer.js');
    } catch {
      asked = false;
      return;
    }
    const announcer = document.createElement('rm-announcer');
    // Before what Lit renders: it keeps to what comes after.
    element.renderRoot.prepend(announcer);
    for (const { text, urgent } of early.splice(0)) announcer.say(text, urgent);
    done.forEach((stop) => stop());
  };
  const done = [
    element.store.channel<Announcement>('announce').on((announcement) => {
      void ask();
      if (asked) early.push(announcement);
    }),
    element.store.subscribe(({ status }) => status, (status) => {
      if (status === 'running' || status === 'error') void ask();
    }),
  ];
}

import type { Segment } from '../../core/transcript/segment.js';
import { RmEvent } from '../internal/events.js';

/** `rm-segment`: a segment was added, or an interim one replaced. */
export class RmSegmentEvent extends RmEvent<{ segment: Segment; final: boolean }> {
  declare readonly segment: Segment;
  declare readonly final: boolean;
  constructor(segment: Segment) {
    super('rm-segment', { segment, final: segment.final });
  }
}

/** `rm-edit`: the visitor has changed the text of a segment; `preventDefault()` keeps the old one. */
export class RmEditEvent extends RmEvent<{ segment: Segment; text: string }> {
  /** As it was. */
  declare readonly segment: Segment;
  /** As it is to be. */
  declare readonly text: string;
  constructor(segment: Segment, text: string) {
    super('rm-edit', { segment, text }, { cancelable: true });
  }
}

/** `rm-selection`: the visitor has selected text. Times are undefined where they are not known. */
export class RmSelectionEvent extends RmEvent<{ text: string; start: number | undefined; end: number | undefined }> {
  declare readonly text: string;
  /** Seconds. */
  declare readonly start: number | undefined;
  declare readonly end: number | undefined;
  constructor(text: string, start: number | undefined, end: number | undefined) {
    super('rm-selection', { text, start, end });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-segment': RmSegmentEvent;
    'rm-edit': RmEditEvent;
    'rm-selection': RmSelectionEvent;
  }
}

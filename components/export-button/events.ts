import { RmEvent } from '../internal/events.js';

/** What is done with an exported file. */
export type ExportAction = 'download' | 'copy' | 'share';

/** `rm-export`: something is about to be saved, copied or shared; `preventDefault()` leaves that to the page. */
export class RmExportEvent extends RmEvent<{ action: ExportAction; format: string; file: File }> {
  declare readonly action: ExportAction;
  declare readonly format: string;
  /** What it is about, under its name. */
  declare readonly file: File;
  constructor(action: ExportAction, format: string, file: File) {
    super('rm-export', { action, format, file }, { cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-export': RmExportEvent;
  }
}

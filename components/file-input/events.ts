import type { Item, RmError } from '../../core/index.js';
import { RmEvent } from '../internal/events.js';

/** `rm-files`: files were decoded; `preventDefault()` keeps them from the pipeline. */
export class RmFilesEvent extends RmEvent<{ files: readonly File[]; items: readonly Item[] }> {
  declare readonly files: readonly File[];
  declare readonly items: readonly Item[];
  constructor(files: readonly File[], items: readonly Item[]) {
    super('rm-files', { files, items }, { cancelable: true });
  }
}

/** `rm-reject`: a file was not taken. */
export class RmRejectEvent extends RmEvent<{ file: File; error: RmError; reason: string }> {
  declare readonly file: File;
  declare readonly error: RmError;
  /** The error's code. */
  declare readonly reason: string;
  constructor(file: File, error: RmError) {
    super('rm-reject', { file, error, reason: error.code });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-files': RmFilesEvent;
    'rm-reject': RmRejectEvent;
  }
}

import type { Item, LoadProgress, PipelineStatus, RmError } from '../../core/index.js';

/**
 * Base of the kit's events: one class per event, its payload as fields. `detail` returns the same fields for wrappers that
 * expect a CustomEvent.
 */
export class RmEvent<Fields extends object = object> extends Event {
  readonly #fields: Fields;

  constructor(type: string, fields: Fields, init: EventInit = {}) {
    super(type, { bubbles: true, composed: true, ...init });
    this.#fields = fields;
    Object.assign(this, fields);
  }

  get detail(): Fields {
    return this.#fields;
  }
}

/** `rm-ready`: the element can be used. */
export class RmReadyEvent extends RmEvent {
  constructor() {
    super('rm-ready', {});
  }
}

/** `rm-error`: something failed in the element that is the event's target. */
export class RmErrorEvent extends RmEvent<{ error: RmError }> {
  declare readonly error: RmError;
  constructor(error: RmError) {
    super('rm-error', { error });
  }
}

/** `rm-status`: the pipeline went from one status to another. */
export class RmStatusEvent extends RmEvent<{ status: PipelineStatus; previous: PipelineStatus }> {
  declare readonly status: PipelineStatus;
  declare readonly previous: PipelineStatus;
  constructor(status: PipelineStatus, previous: PipelineStatus) {
    super('rm-status', { status, previous });
  }
}

/** `rm-progress`: bytes of the runtime that arrived. */
export class RmProgressEvent extends RmEvent<LoadProgress> implements LoadProgress {
  declare readonly loaded: number;
  declare readonly total: number | undefined;
  declare readonly stage: LoadProgress['stage'];
  declare readonly cached: boolean;
  constructor(progress: LoadProgress) {
    super('rm-progress', { ...progress });
  }
}

/** `rm-result`: one output of a node. Fired by `rm-pipeline`; `rm-output` fires its own, which does not bubble. */
export class RmResultEvent extends RmEvent<{ item: Item; nodeId: string; sequence: number }> {
  declare readonly item: Item;
  declare readonly nodeId: string;
  declare readonly sequence: number;
  constructor(item: Item, nodeId: string, sequence: number, init?: EventInit) {
    super('rm-result', { item, nodeId, sequence }, init);
  }
}

/** `rm-node-result`: one output of the node that is the event's target. */
export class RmNodeResultEvent extends RmEvent<{ item: Item; sequence: number }> {
  declare readonly item: Item;
  declare readonly sequence: number;
  constructor(item: Item, sequence: number) {
    super('rm-node-result', { item, sequence });
  }
}

/** `rm-start-request`: the pipeline is about to load or run; `preventDefault()` stops it. */
export class RmStartRequestEvent extends RmEvent<{ reason: 'load' | 'start' | 'run' }> {
  declare readonly reason: 'load' | 'start' | 'run';
  constructor(reason: 'load' | 'start' | 'run') {
    super('rm-start-request', { reason }, { cancelable: true });
  }
}

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

/** `rm-submit`: a value was entered; `preventDefault()` keeps it from the pipeline. */
export class RmSubmitEvent extends RmEvent<{ value: string; items: readonly Item[] }> {
  declare readonly value: string;
  /** The value as the items that go into the pipeline. */
  declare readonly items: readonly Item[];
  constructor(value: string, items: readonly Item[]) {
    super('rm-submit', { value, items }, { cancelable: true });
  }
}

/** `rm-retry`: the visitor asked to try again; `preventDefault()` stops the pipeline from doing so. */
export class RmRetryEvent extends RmEvent<{ error: RmError }> {
  declare readonly error: RmError;
  constructor(error: RmError) {
    super('rm-retry', { error }, { cancelable: true });
  }
}

/** `rm-dismiss`: the visitor closed an error. */
export class RmDismissEvent extends RmEvent<{ error: RmError }> {
  declare readonly error: RmError;
  constructor(error: RmError) {
    super('rm-dismiss', { error }, { cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-ready': RmReadyEvent;
    'rm-error': RmErrorEvent;
    'rm-status': RmStatusEvent;
    'rm-progress': RmProgressEvent;
    'rm-result': RmResultEvent;
    'rm-node-result': RmNodeResultEvent;
    'rm-start-request': RmStartRequestEvent;
    'rm-files': RmFilesEvent;
    'rm-reject': RmRejectEvent;
    'rm-submit': RmSubmitEvent;
    'rm-retry': RmRetryEvent;
    'rm-dismiss': RmDismissEvent;
  }
}

import type { Item, LoadProgress, Metrics, PipelineStatus } from '../../core/index.js';
import { RmEvent } from '../internal/events.js';

/** `rm-status`: the pipeline went from one status to another. */
export class RmStatusEvent extends RmEvent<{ status: PipelineStatus; previous: PipelineStatus }> {
  declare readonly status: PipelineStatus;
  declare readonly previous: PipelineStatus;
  constructor(status: PipelineStatus, previous: PipelineStatus) {
    super('rm-status', { status, previous });
  }
}

/** How far the runtime has come, or the files that are read; their stages are `read` and `decode`. */
export interface Progress extends Omit<LoadProgress, 'stage'> {
  stage: LoadProgress['stage'] | 'read' | 'decode';
  /** The file that is being read. */
  file?: File;
}

/** `rm-progress`: bytes of the runtime that arrived. `rm-file-input` fires its own for the files it reads, which does not bubble. */
export class RmProgressEvent extends RmEvent<Progress> implements Progress {
  declare readonly loaded: number;
  declare readonly total: number | undefined;
  declare readonly stage: Progress['stage'];
  declare readonly cached: boolean;
  declare readonly file?: File;
  constructor(progress: Progress, init?: EventInit) {
    super('rm-progress', { ...progress }, init);
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

/** `rm-metrics`: what the nodes of the session did until now; at most four times a second while items flow, and when they are done. */
export class RmMetricsEvent extends RmEvent<{ metrics: Metrics }> {
  declare readonly metrics: Metrics;
  constructor(metrics: Metrics) {
    super('rm-metrics', { metrics });
  }
}

/** `rm-start-request`: the pipeline is about to load or run; `preventDefault()` stops it. */
export class RmStartRequestEvent extends RmEvent<{ reason: 'load' | 'start' | 'run' }> {
  declare readonly reason: 'load' | 'start' | 'run';
  constructor(reason: 'load' | 'start' | 'run') {
    super('rm-start-request', { reason }, { cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-status': RmStatusEvent;
    'rm-progress': RmProgressEvent;
    'rm-result': RmResultEvent;
    'rm-metrics': RmMetricsEvent;
    'rm-start-request': RmStartRequestEvent;
  }
}

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

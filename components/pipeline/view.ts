import type { RmError } from '../../core/index.js';
import type { PipelineListener } from '../internal/context.js';
import type { RmPipeline } from './pipeline.js';

/** What the working part of a pipeline sees of its element. */
export interface PipelineView {
  readonly element: RmPipeline;
  /** Elements that named this pipeline or asked for its context, nested or not. */
  readonly joined: ReadonlySet<HTMLElement>;
  readonly listeners: ReadonlySet<PipelineListener>;
  /** The error in the pipeline's own area. */
  shown(): RmError | undefined;
  show(error: RmError | undefined): void;
  /** From now on the poster is out of place. */
  touched(): void;
  /** Whether nobody holds up the start of a live session. */
  mayStart(): boolean;
}

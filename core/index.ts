/** The kit without its elements: runs in pages, workers and Node. */
export { errorCodes, type ErrorEntry, type RmErrorCode } from './error-codes.js';
export { RmError, loadTexts, type RmErrorData, type RmErrorDetail, type SourcePosition, type TracebackFrame } from './errors.js';

export type { Join, Manifest, ManifestCapabilities, ManifestConnection, ManifestMetadata, ManifestNode, RuntimeHint } from './manifest/types.js';
export { executionOrder, sinks, sources, validateManifest } from './manifest/validate.js';
export {
  locateInMarkup,
  markupToManifest,
  type MarkupChild,
  type MarkupConnection,
  type MarkupDescription,
  type MarkupInput,
  type MarkupModule,
  type MarkupNode,
  type MarkupOutput,
  type MarkupPython,
  type MarkupResult,
} from './manifest/markup.js';
export type { GraphEndpoint } from './graph/model.js';
export { detectDamage, publicClasses } from './manifest/python-reading.js';
export { normalizePython, type NormalizedPython } from './manifest/python-source.js';

export { audioDuration, isAudio, isTensor, type AudioItem, type Item, type JsonValue, type Output, type TensorItem } from './wire/items.js';
export type { Metrics, NodeMetrics } from './wire/metrics.js';
export { decodeAudio, type DecodeOptions } from './audio/decode.js';
export { encodeWav } from './audio/encode-wav.js';
export { isActive, micStates, type MicState } from './audio/mic-states.js';
export type { Level } from './audio/level.js';

export { resolveAddresses } from './nodes/addresses.js';
export { fetchNode, type FetchNodeOptions } from './nodes/fetch-node.js';
export { registerNode } from './nodes/registry.js';
export type { LogLevel, NodeContext, NodeDefinition, NodeFactory, NodeResult, NodeTypes, ProgramRequest } from './nodes/types.js';

export { assets, currentBase, setBase, type Assets } from './runtime/assets.js';
export type { CacheMode, CallOptions, Engine, EngineKind, EngineOptions, LoadProgress, LogLine, RuntimeFiles, SessionLimits } from './runtime/engine.js';
export { createEngine, defaultEngine } from './runtime/create-engine.js';
export type { FeedCounts } from './runtime/feed.js';
export { PipelineSession, type FeedPortOptions, type PushOptions, type SessionFeed, type SessionOptions, type SessionState } from './runtime/pipeline-session.js';
export { PipelineRunner, type CommandOptions, type RunOptions, type RunResult } from './runtime/pipeline-runner.js';

export { PipelineStore, initialState, shallow, type Channel, type PipelineState, type PipelineStatus } from './store.js';
export { Pipeline, type FeedOptions, type PipelineOptions, type StreamOptions } from './pipeline.js';

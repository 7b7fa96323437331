/** What a session's nodes did: the JSON of `wasm/runtime/src/metrics.rs`, whose names are the original's. */
export interface Metrics {
  pipeline_id: string;
  /** Items pushed. */
  total_executions: number;
  /** Time in which nodes worked. */
  total_duration_us: number;
  total_duration_ms: number;
  /** The runtime's memory, which never shrinks. */
  peak_memory_bytes?: number;
  peak_memory_mb?: number;
  node_metrics: NodeMetrics[];
}

/** An execution is one item that a node took, or its flush. Waiting does not count as time. */
export interface NodeMetrics {
  node_id: string;
  node_type: string;
  execution_count: number;
  success_count: number;
  error_count: number;
  /** 0 to 1. */
  success_rate: number;
  total_duration_us: number;
  avg_duration_us: number;
  min_duration_us: number;
  max_duration_us: number;
  items_in: number;
  items_out: number;
  bytes_in: number;
  bytes_out: number;
}

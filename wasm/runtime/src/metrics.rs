//! What a session's nodes did and how long it took. Field names are the original's where it had them.

use serde::Serialize;
use std::time::Duration;

#[derive(Clone, Debug, Serialize)]
pub struct Metrics {
    /// `metadata.name` of the manifest.
    pub pipeline_id: String,
    /// Items pushed; in source mode the calls of the sources.
    pub total_executions: u64,
    pub total_duration_us: u64,
    pub total_duration_ms: f64,
    /// The module's memory, which never shrinks; absent where there is no module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_memory_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_memory_mb: Option<f64>,
    pub node_metrics: Vec<NodeMetrics>,
}

/// An execution is one item that a node took, or its flush. A node that waits uses no time.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NodeMetrics {
    pub node_id: String,
    pub node_type: String,
    pub execution_count: u64,
    pub success_count: u64,
    pub error_count: u64,
    /// 0 to 1; 1 for a node that has done nothing yet.
    pub success_rate: f64,
    pub total_duration_us: u64,
    pub avg_duration_us: f64,
    pub min_duration_us: u64,
    pub max_duration_us: u64,
    pub items_in: u64,
    pub items_out: u64,
    /// Samples, array elements, text and keys; the containers around them are not counted.
    pub bytes_in: u64,
    pub bytes_out: u64,
    #[serde(skip)]
    total: Duration,
    #[serde(skip)]
    least: Option<Duration>,
    #[serde(skip)]
    most: Duration,
}

impl NodeMetrics {
    pub fn new(node_id: &str, node_type: &str) -> NodeMetrics {
        NodeMetrics { node_id: node_id.into(), node_type: node_type.into(), ..NodeMetrics::default() }
    }

    pub fn took(&mut self, bytes: u64) {
        self.items_in += 1;
        self.bytes_in += bytes;
    }

    pub fn gave(&mut self, bytes: u64) {
        self.items_out += 1;
        self.bytes_out += bytes;
    }

    /// An execution has ended after this much work.
    pub fn executed(&mut self, work: Duration, well: bool) {
        self.execution_count += 1;
        if well {
            self.success_count += 1;
        } else {
            self.error_count += 1;
        }
        self.total += work;
        self.least = Some(self.least.map_or(work, |least| least.min(work)));
        self.most = self.most.max(work);
    }

    /// With the fields that follow from the others.
    fn complete(&self) -> NodeMetrics {
        let count = self.execution_count.max(1) as f64;
        NodeMetrics {
            success_rate: if self.execution_count == 0 { 1.0 } else { self.success_count as f64 / count },
            total_duration_us: micros(self.total),
            avg_duration_us: self.total.as_secs_f64() * 1e6 / count,
            min_duration_us: micros(self.least.unwrap_or_default()),
            max_duration_us: micros(self.most),
            ..self.clone()
        }
    }
}

impl Metrics {
    pub fn of<'a>(pipeline: &str, executions: u64, total: Duration, nodes: impl Iterator<Item = &'a NodeMetrics>) -> Metrics {
        let peak = memory_bytes();
        Metrics {
            pipeline_id: pipeline.to_string(),
            total_executions: executions,
            total_duration_us: micros(total),
            total_duration_ms: total.as_secs_f64() * 1e3,
            peak_memory_bytes: peak,
            peak_memory_mb: peak.map(|bytes| bytes as f64 / f64::from(1 << 20)),
            node_metrics: nodes.map(NodeMetrics::complete).collect(),
        }
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

fn memory_bytes() -> Option<u64> {
    #[cfg(target_family = "wasm")]
    return Some(core::arch::wasm32::memory_size(0) as u64 * 65_536);
    #[cfg(not(target_family = "wasm"))]
    None
}

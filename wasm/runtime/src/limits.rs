//! What one session may use. A host sets it when it opens the session; each limit has a failure of its own kind.

use crate::error::{Error, ErrorKind, Result};
use crate::value::{Measure, Value};
use serde::Deserialize;
use std::time::Duration;

/// Limits of a session, in JSON beside the manifest: `{"manifest": …, "limits": {"output_items": 1000}}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes that the module's memory may grow to. Kept by the module's allocator, for all its sessions together.
    pub memory_bytes: u64,
    /// Seconds that a node may take for one item, or for its flush. A node that computes without a pause is only noticed
    /// when it stops; hosts that can interrupt do that from outside.
    pub item_seconds: Option<f64>,
    /// Seconds of work in all: of a batch from its start, of a live session the time in which its nodes ran.
    pub run_seconds: Option<f64>,
    /// Items that a node may give for one item, or for its flush.
    pub output_items: u64,
    /// Bytes of these items.
    pub output_bytes: u64,
    /// Levels of arrays and objects in each other.
    pub depth: u32,
}

/// serde_json reads, and the bridge to Python converts, no more levels than these.
pub const MAX_DEPTH: u32 = 120;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            memory_bytes: 1 << 30,
            item_seconds: None,
            run_seconds: None,
            output_items: 100_000,
            output_bytes: 256 << 20,
            depth: MAX_DEPTH,
        }
    }
}

impl Limits {
    /// Checks the depth of a value and measures it.
    ///
    /// # Errors
    /// [`ErrorKind::Depth`].
    pub fn measure(&self, value: &Value) -> Result<Measure> {
        let measure = value.measure();
        if measure.depth > self.depth {
            let (depth, limit) = (measure.depth, self.depth);
            return Err(Error::new(ErrorKind::Depth, format!("The value is nested {depth} levels deep, more than {limit}")));
        }
        Ok(measure)
    }

    /// Checks what a node has given for one item so far.
    ///
    /// # Errors
    /// [`ErrorKind::OutputLimit`].
    pub fn check_given(&self, items: u64, bytes: u64) -> Result<()> {
        let text = if items > self.output_items {
            format!("The node gave more than {} items for one", self.output_items)
        } else if bytes > self.output_bytes {
            format!("The node gave more than {} bytes for one item", self.output_bytes)
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorKind::OutputLimit, text))
    }

    pub fn item_time(&self) -> Option<Duration> {
        duration(self.item_seconds)
    }

    pub fn run_time(&self) -> Option<Duration> {
        duration(self.run_seconds)
    }
}

/// Infinity does not reach JSON; what no clock can count to is no limit.
fn duration(seconds: Option<f64>) -> Option<Duration> {
    seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
}

//! Pipelines of Rust and Python nodes: manifest, graph, executor and the Python bridge.
//!
//! Nothing here does I/O, except that [`models`] reads the weights a node asks for. The WASI module's two doors
//! (`wasm/module`), the native tests and the benchmarks all call [`Session`], live, or [`run`], for a whole batch.

#[cfg(all(feature = "cpython", feature = "rustpython"))]
compile_error!("one interpreter: build with --no-default-features --features rustpython");

pub mod error;
pub mod graph;
pub mod limits;
pub mod log;
pub mod manifest;
pub mod metrics;
pub mod models;
pub mod node;
pub mod nodes;
pub mod params;
#[cfg_attr(feature = "rustpython", path = "rustpython/mod.rs")]
pub mod python;
pub mod run;
pub mod session;
pub mod stream;
pub mod value;
pub mod wire;

pub use error::{Error, ErrorKind, Phase, Result};
pub use graph::Graph;
pub use limits::Limits;
pub use manifest::Manifest;
pub use metrics::Metrics;
pub use node::{Answer, Ask, Node};
pub use run::{run, GraphInfo, RunResult};
pub use session::{Event, Mode, Options, Session, Wait};
pub use value::Value;

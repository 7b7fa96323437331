//! Pipelines of Rust and Python nodes: manifest, graph, executor and the Python bridge.
//!
//! Nothing here does I/O, except that [`models`] reads the weights a node asks for. The WASI module's two doors
//! (`wasm/module`), the native tests and the benchmarks all call [`Session`], live, or [`run`], for a whole batch.

pub mod error;
pub mod graph;
pub mod limits;
pub mod log;
pub mod manifest;
pub mod models;

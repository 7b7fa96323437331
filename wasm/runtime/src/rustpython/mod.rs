//! The RustPython variant of the module `python`: the same interface over an interpreter written in Rust.
//!
//! It has no files, no environment, no sockets and no event loop, and is slower than CPython. Its Python sources are
//! compiled in (library.rs).

mod context;
mod failure;
pub mod interpreter;
mod marshal;
mod node;

pub use context::Context;
pub use marshal::Opaque;
pub use node::PythonNode;

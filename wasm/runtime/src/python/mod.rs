//! CPython inside the runtime: the interpreter, the values that cross into it, and nodes written in Python.

mod context;
mod failure;
pub mod interpreter;
mod marshal;
mod media;
mod node;

pub use context::Context;
pub use marshal::Opaque;
pub use node::PythonNode;

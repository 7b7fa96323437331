//! CPython inside the runtime: the interpreter, the values that cross into it, and nodes written in Python.

mod failure;
pub mod interpreter;
mod marshal;
mod media;
mod modules;
mod node;

pub use marshal::Opaque;
pub use modules::Modules;
pub use node::PythonNode;

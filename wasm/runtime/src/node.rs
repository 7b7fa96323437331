//! What a node is, whatever it is written in.

use crate::error::Result;
use crate::value::Value;

/// One step of a pipeline. Called from one thread; state lives from `initialize` to `cleanup`.
pub trait Node {
    fn initialize(&mut self) -> Result<()> {
        Ok(())
    }

    /// Takes one item and appends what it makes of it to `out`: nothing, one item or many.
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()>;

    /// The input has ended: appends what was held back.
    fn flush(&mut self, _out: &mut Vec<Value>) -> Result<()> {
        Ok(())
    }

    /// Called once, also after a failure.
    fn cleanup(&mut self) -> Result<()> {
        Ok(())
    }

    /// Whether items may hold Python objects; other nodes get their plain forms.
    fn takes_python(&self) -> bool {
        false
    }

    /// Whether the node, called with null again and again, would come to an end: none of the Rust nodes does.
    fn ends_as_source(&self) -> bool {
        false
    }
}

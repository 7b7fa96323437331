//! What a node is, whatever it is written in.

use crate::error::Result;
use crate::value::Value;

/// How far a node is with what it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Done,
    /// There is more to do at once: call [`Node::resume`].
    More,
    /// It waits for time to pass or for another task; the other nodes go on meanwhile.
    Waiting,
}

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

    /// Goes on with what `process` or `flush` began and did not finish. Called after each of them until it is done;
    /// only then does the node get its next item.
    fn resume(&mut self, _out: &mut Vec<Value>) -> Result<Progress> {
        Ok(Progress::Done)
    }

    /// Drops what `process` or `flush` began and did not finish.
    fn abandon(&mut self) {}

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

//! What a node is, whatever it is written in.

use crate::error::Result;
use crate::value::Value;

/// How far a node is with what it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Done,
    /// There is more to do at once: call [`Node::resume`].
    More,
    /// It waits for time to pass, for another task or for the host; the other nodes go on meanwhile.
    Waiting,
}

/// What a node wants of the runtime's host.
#[derive(Debug)]
pub enum Ask {
    /// To process this item.
    Process(Value),
    /// To give what it held back: the input has ended.
    Flush,
}

/// What the host says to that.
#[derive(Debug)]
pub enum Answer {
    /// An item; more may follow.
    Item(Value),
    /// There is no more.
    Settled,
    /// `exception`: the name of what was thrown.
    Failed { exception: String, message: String },
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

    /// What `process` or `flush` left for the runtime's host to do. The node waits until [`Node::answer`] ends that.
    fn ask(&mut self) -> Option<Ask> {
        None
    }

    /// Takes what the host says to what the node asked.
    fn answer(&mut self, _answer: Answer, _out: &mut Vec<Value>) -> Result<Progress> {
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

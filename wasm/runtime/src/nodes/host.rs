//! A node that the runtime's host implements: the graph leaves the module here and comes back.

use crate::error::{Error, PythonDetail, Result};
use crate::node::{Answer, Ask, Node, Progress};
use crate::value::Value;

/// Does nothing itself: it asks its host, and gives what the host answers.
pub struct HostNode {
    node_type: String,
    asked: Option<Ask>,
    waiting: bool,
    flushing: bool,
}

impl HostNode {
    pub fn new(node_type: &str) -> HostNode {
        HostNode { node_type: node_type.to_string(), asked: None, waiting: false, flushing: false }
    }

    fn failed(&self, exception: String, detail: String) -> Error {
        let doing = if self.flushing { "finish" } else { "process data in" };
        let said: Vec<&str> = [exception.as_str(), detail.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
        let said = if said.is_empty() { "it did not say why".to_string() } else { said.join(": ") };
        let mut error = Error::execution(format!("Failed to {doing} host node {}: {said}", self.node_type));
        error.python = Some(Box::new(PythonDetail { exception, detail, ..PythonDetail::default() }));
        error
    }
}

impl Node for HostNode {
    fn process(&mut self, item: Value, _out: &mut Vec<Value>) -> Result<()> {
        (self.asked, self.waiting) = (Some(Ask::Process(item)), true);
        Ok(())
    }

    fn flush(&mut self, _out: &mut Vec<Value>) -> Result<()> {
        (self.asked, self.waiting, self.flushing) = (Some(Ask::Flush), true, true);
        Ok(())
    }

    fn resume(&mut self, _out: &mut Vec<Value>) -> Result<Progress> {
        Ok(if self.waiting { Progress::Waiting } else { Progress::Done })
    }

    fn ask(&mut self) -> Option<Ask> {
        self.asked.take()
    }

    fn answer(&mut self, answer: Answer, out: &mut Vec<Value>) -> Result<Progress> {
        match answer {
            Answer::Item(value) => out.push(value),
            Answer::Settled => self.waiting = false,
            Answer::Failed { exception, message } => return Err(self.failed(exception, message)),
        }
        self.resume(out)
    }

    fn abandon(&mut self) {
        (self.asked, self.waiting) = (None, false);
    }
}

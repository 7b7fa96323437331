//! A node in its session: what waits for it, what it is at, and where its sound stands in time.

use crate::error::{Phase, Result};
use crate::manifest::Join;
use crate::metrics::NodeMetrics;
use crate::node::{Answer, Node, Progress};
use crate::value::{Audio, Span, Value};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// A value on its way, with the number of the push that caused it and the time of the sound that it was made from.
#[derive(Clone, Debug)]
pub struct Item {
    pub sequence: u64,
    pub span: Option<Span>,
    pub value: Value,
}

/// What a node is at.
pub struct Task {
    pub sequence: u64,
    pub phase: Phase,
    pub span: Option<Span>,
    pub progress: Progress,
    /// The number of the call to the host that the node waits for; 0: none.
    pub call: u64,
    pub began: Instant,
    /// Time in which the node ran, without that in which it waited.
    pub work: Duration,
    /// Items and bytes that it has given so far.
    pub items: u64,
    pub bytes: u64,
    placed: bool,
}

/// What a node is asked to do.
pub enum Work {
    Process(Item),
    Flush,
    Resume,
    /// To take what the host says to its call.
    Answer(Answer),
}

pub struct Slot {
    pub id: Rc<str>,
    pub node_type: String,
    pub node: Box<dyn Node>,
    pub join: Join,
    /// One queue per incoming connection: fan-in is their concatenation in the manifest's order.
    inbox: Vec<VecDeque<Item>>,
    /// What comes before the inbox: items pushed by the host, and complete rows of a zip.
    ready: VecDeque<Item>,
    pub task: Option<Task>,
    /// It has flushed.
    pub finished: bool,
    pub metrics: NodeMetrics,
    /// Where the next audio that the host pushes stands.
    pub pushed: Place,
    given: Place,
}

impl Slot {
    pub fn new(id: Rc<str>, node_type: &str, node: Box<dyn Node>, join: Join, connections: usize) -> Slot {
        Slot {
            metrics: NodeMetrics::new(&id, node_type),
            id,
            node_type: node_type.to_string(),
            node,
            join,
            inbox: vec![VecDeque::new(); connections],
            ready: VecDeque::new(),
            task: None,
            finished: false,
            pushed: Place::default(),
            given: Place::default(),
        }
    }

    pub fn joins(&self) -> bool {
        self.inbox.len() > 1 && self.join == Join::Concat
    }

    pub fn waits(&self) -> bool {
        self.task.as_ref().is_some_and(|task| task.progress == Progress::Waiting)
    }

    /// Whether it waits for the host, so that anything may still happen.
    pub fn waits_for_host(&self) -> bool {
        self.task.as_ref().is_some_and(|task| task.call > 0)
    }

    pub fn has_items(&self) -> bool {
        !self.ready.is_empty() || (self.join == Join::Concat && self.inbox.iter().any(|queue| !queue.is_empty()))
    }

    /// Whether it will do something without anybody's help.
    pub fn active(&self) -> bool {
        match &self.task {
            Some(task) => task.progress == Progress::More,
            None => self.has_items(),
        }
    }

    pub fn take(&mut self) -> Option<Item> {
        let queues = std::iter::once(&mut self.ready).chain(&mut self.inbox);
        queues.into_iter().find_map(VecDeque::pop_front)
    }

    /// Puts an item at the head of what waits: it was pushed, or is a row.
    pub fn accept(&mut self, item: Item) {
        self.ready.push_back(item);
    }

    /// Takes an item that came over a connection. A zip holds it until every connection has one, and makes a row of them.
    ///
    /// Returns whether the node has one item more to work on.
    pub fn receive(&mut self, connection: usize, item: Item) -> bool {
        let sequence = item.sequence;
        self.inbox[connection].push_back(item);
        if self.join == Join::Concat {
            return true;
        }
        if self.inbox.iter().any(VecDeque::is_empty) {
            return false;
        }
        let row: Vec<Item> = self.inbox.iter_mut().filter_map(VecDeque::pop_front).collect();
        let span = row.iter().filter_map(|item| item.span).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let value = Value::Array(row.into_iter().map(|item| item.value).collect());
        self.ready.push_back(Item { sequence, span, value });
        true
    }

    /// Drops what a zip still holds, and tells how many items that were.
    pub fn unpaired(&mut self) -> usize {
        let held = if self.join == Join::Zip { self.inbox.iter().map(VecDeque::len).sum() } else { 0 };
        self.inbox.iter_mut().for_each(VecDeque::clear);
        held
    }

    /// Drops all that waits; returns the pushes they belong to.
    pub fn clear(&mut self) -> Vec<u64> {
        let mut dropped: Vec<u64> = self.ready.drain(..).map(|item| item.sequence).collect();
        for queue in &mut self.inbox {
            let counted = self.join == Join::Concat;
            dropped.extend(queue.drain(..).filter(|_| counted).map(|item| item.sequence));
        }
        dropped
    }

    /// Runs the node's code for one step.
    pub fn call(&mut self, work: Work, now: Instant, made: &mut Vec<Value>) -> Result<Progress> {
        match work {
            Work::Process(item) => {
                self.begin(item.sequence, Phase::Process, item.span, now);
                let value = if self.node.takes_python() { item.value } else { item.value.settled() };
                self.node.process(value, made)?;
            }
            Work::Flush => {
                self.begin(0, Phase::Flush, None, now);
                self.node.flush(made)?;
            }
            Work::Resume => {}
            Work::Answer(answer) => return self.node.answer(answer, made),
        }
        self.node.resume(made)
    }

    fn begin(&mut self, sequence: u64, phase: Phase, span: Option<Span>, began: Instant) {
        self.task = Some(Task {
            sequence,
            phase,
            span,
            progress: Progress::More,
            call: 0,
            began,
            work: Duration::ZERO,
            items: 0,
            bytes: 0,
            placed: false,
        });
    }

    /// Gives audio that a node made its place: behind what the node gave before for the same item, else where that item
    /// stands. Everything else inherits the item's time.
    pub fn place(&mut self, mut value: Value) -> (Value, Option<Span>) {
        let Some(task) = &mut self.task else { return (value, None) };
        let Value::Audio(audio) = &mut value else { return (value, task.span) };
        if let (None, false, Some((start, _))) = (audio.start, task.placed, task.span) {
            audio.start = Some((start * f64::from(audio.sample_rate)).round() as u64);
        }
        task.placed = true;
        let span = self.given.settle(audio);
        (value, Some(span))
    }
}

/// Where the next frame of a stream stands, at a rate.
#[derive(Default)]
pub struct Place {
    frame: u64,
    rate: u32,
}

impl Place {
    /// Fills in an audio's start when it has none, remembers its end, and returns its time in seconds.
    pub fn settle(&mut self, audio: &mut Audio) -> Span {
        let start = audio.start.unwrap_or_else(|| match self.rate {
            0 => 0,
            rate if rate == audio.sample_rate => self.frame,
            rate => (self.frame as f64 * f64::from(audio.sample_rate) / f64::from(rate)).round() as u64,
        });
        audio.start = Some(start);
        *self = Place { frame: start.saturating_add(audio.frames() as u64), rate: audio.sample_rate };
        audio.span()
    }
}

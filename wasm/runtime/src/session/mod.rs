//! A run of a manifest, live or as a batch: items go in at any node, outputs come out as they are made.
//!
//! The session takes one step of one node at a time and returns to its host as soon as there is something to tell, so
//! that outputs leave when they exist, and what came before a trap is not lost with it.

mod host;
mod schedule;
mod slot;
mod step;

use crate::error::{Error, ErrorKind, Phase, Result};
use crate::graph::Graph;
use crate::limits::Limits;
use crate::log;
use crate::manifest::{Manifest, Request};
use crate::metrics::Metrics;
use crate::node::Ask;
use crate::nodes;
use crate::python::Context;
use crate::value::{Span, Value};
use slot::{Item, Slot};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What a session tells its host, in the order it happened.
#[derive(Debug)]
pub enum Event {
    /// A node without receivers gave an item. `span`: the time of the sound that it was made from, in seconds.
    Output { node: usize, sequence: u64, span: Option<Span>, value: Value },
    /// A node that the host implements has something for it to do: [`Session::answer`] takes what comes of it.
    Call { node: usize, sequence: u64, call: u64, span: Option<Span>, ask: Ask },
    /// Nobody waits for the call any more; answers to it are not heard.
    Abandon { node: usize, sequence: u64, call: u64 },
    Failure(Error),
    /// All that a push caused is done; 0: all that the end of the input caused.
    Settled { sequence: u64 },
    Metrics(Metrics),
    /// A node's step, when they were asked for; of one that the host implements, the time from the call to its end.
    Step { node: usize, sequence: u64, start: Instant, duration: Duration },
}

/// What a session needs of its host next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// A push, the end of the input or an answer to a call.
    Idle,
    /// To be run again, after its events were taken.
    Now,
    /// To be run again after this time, or after what [`Wait::Idle`] waits for.
    Time(Duration),
}

/// When a node takes the items that came over its connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// As soon as they are there; where branches meet, after the branches that have something to do.
    #[default]
    Live,
    /// When the nodes before it have given all they will: the contract's order.
    Batch,
}

#[derive(Clone, Debug, Default)]
pub struct Options {
    pub mode: Mode,
    pub limits: Limits,
    /// Whether each node's steps are events.
    pub steps: bool,
    /// Node types that the host implements.
    pub host: Vec<String>,
}

pub struct Session {
    name: String,
    graph: Graph,
    options: Options,
    slots: Vec<Slot>,
    events: VecDeque<Event>,
    /// Items under way by push.
    in_flight: HashMap<u64, usize>,
    sequence: u64,
    /// The number of the last call to the host.
    calls: u64,
    ended: bool,
    /// The host has gone: it answers no call.
    alone: bool,
    closed: bool,
    opened: Instant,
    /// Time in which nodes ran.
    work: Duration,
    // Dropped last: the nodes' classes live in its modules.
    context: Context,
}

impl Session {
    /// Checks the manifest, loads its Python modules, makes and initializes every node.
    ///
    /// # Errors
    /// The first thing that is wrong; nodes that were initialized by then are cleaned up.
    pub fn open(manifest: &Manifest, options: Options) -> Result<Session> {
        let graph = Graph::new(manifest)?;
        let mut session = Session {
            name: manifest.metadata.name.clone(),
            slots: Vec::with_capacity(manifest.nodes.len()),
            events: VecDeque::new(),
            in_flight: HashMap::new(),
            sequence: 0,
            calls: 0,
            ended: false,
            alone: false,
            closed: false,
            opened: Instant::now(),
            work: Duration::ZERO,
            context: Context::open(&manifest.python.modules)?,
            options,
            graph,
        };
        for (position, spec) in manifest.nodes.iter().enumerate() {
            let id: Rc<str> = spec.id.as_str().into();
            let created = log::within(id.clone(), 0, || {
                let mut node = nodes::create(spec, &session.context, &session.options.host)?;
                node.initialize()?;
                Ok(node)
            });
            match created {
                Ok(node) => {
                    let connections = session.graph.inputs[position].len();
                    session.slots.push(Slot::new(id, &spec.node_type, node, spec.join, connections));
                }
                Err(error) => {
                    let error: Error = error;
                    session.cleanup();
                    return Err(error.at(&spec.id, &spec.node_type, Phase::Initialize));
                }
            }
        }
        Ok(session)
    }

    /// Opens the live session that a request asks for; its `input_data` is for batches.
    ///
    /// # Errors
    /// See [`Session::open`].
    pub fn live(request: Request) -> Result<Session> {
        let Request { manifest, limits, steps, host, .. } = request;
        Session::open(&manifest, Options { mode: Mode::Live, limits, steps, host })
    }

    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    pub fn node_id(&self, node: usize) -> &str {
        &self.slots[node].id
    }

    /// Queues an item at the node named, or at every source; [`Session::run`] then moves it through the graph.
    ///
    /// Returns the number of the push, from 1.
    ///
    /// # Errors
    /// [`ErrorKind::Protocol`] for an unknown node or a session whose input has ended, [`ErrorKind::Depth`].
    pub fn push(&mut self, target: Option<&str>, value: Value) -> Result<u64> {
        if self.ended {
            return Err(Error::new(ErrorKind::Protocol, "The session's input has ended: open a new one"));
        }
        self.options.limits.measure(&value)?;
        let targets = match target {
            None => self.graph.sources.clone(),
            Some(id) => {
                let unknown = || Error::new(ErrorKind::Protocol, format!("There is no node '{id}' to push to"));
                vec![self.graph.find(id).ok_or_else(unknown)?]
            }
        };
        self.sequence += 1;
        let sequence = self.sequence;
        give(&targets, value, |node, mut value| {
            let span = match &mut value {
                Value::Audio(audio) => Some(self.slots[node].pushed.settle(audio)),
                _ => None,
            };
            self.slots[node].accept(Item { sequence, span, value });
            *self.in_flight.entry(sequence).or_default() += 1;
        });
        Ok(sequence)
    }

    /// Counts a push that could not be taken: its failure and its end are told as those of others.
    pub fn refuse(&mut self, error: Error) {
        self.sequence += 1;
        let sequence = self.sequence;
        self.events.extend([Event::Failure(Error { sequence, ..error }), Event::Settled { sequence }]);
    }

    /// Ends the input: [`Session::run`] then lets every node in topological order work off its queue and flush, so that
    /// what one gives at its end still passes through those behind it.
    pub fn end(&mut self) {
        if std::mem::replace(&mut self.ended, true) && self.over() {
            self.events.push_back(Event::Settled { sequence: 0 });
        }
    }

    pub fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// What the nodes have done so far.
    pub fn metrics(&self) -> Metrics {
        Metrics::of(&self.name, self.sequence, self.spent(Instant::now()), self.slots.iter().map(|slot| &slot.metrics))
    }

    /// Puts the metrics among the events.
    pub fn tell_metrics(&mut self) {
        self.events.push_back(Event::Metrics(self.metrics()));
    }

    /// Whether the node named comes to an end when it is called with null again and again.
    pub fn ends_as_source(&self, node: usize) -> bool {
        self.slots[node].node.ends_as_source()
    }

    /// Whether the input has ended and every node with it: nothing happens any more.
    pub fn over(&self) -> bool {
        self.ended && self.slots.iter().all(|slot| slot.finished)
    }

    /// Calls every node's cleanup, whatever the others say; returns all failures. Calls that are under way are abandoned.
    pub fn cleanup(&mut self) -> Vec<Error> {
        if std::mem::replace(&mut self.closed, true) {
            return Vec::new();
        }
        let mut failures: Vec<Error> = self.context.enter().err().into_iter().collect();
        for position in 0..self.slots.len() {
            self.abandon(position);
            let slot = &mut self.slots[position];
            if let Err(error) = log::within(slot.id.clone(), 0, || slot.node.cleanup()) {
                failures.push(error.at(&slot.id, &slot.node_type, Phase::Cleanup));
            }
        }
        failures
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.cleanup();
    }
}

/// Gives a value to each receiver; the last gets the value itself, the others copies.
fn give<R: Copy>(receivers: &[R], value: Value, mut to: impl FnMut(R, Value)) {
    if let Some((&last, others)) = receivers.split_last() {
        for &receiver in others {
            to(receiver, value.clone());
        }
        to(last, value);
    }
}

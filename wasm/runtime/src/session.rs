//! A live run of a manifest: items go in at any node, outputs come out as they are made.

use crate::error::{Error, ErrorKind, Phase, Result};
use crate::graph::Graph;
use crate::manifest::Manifest;
use crate::node::Node;
use crate::nodes;
use crate::python::Modules;
use crate::value::Value;
use std::collections::VecDeque;

/// What a session tells its host, in the order it happened.
#[derive(Debug)]
pub enum Event {
    Output { node: usize, sequence: u64, value: Value },
    Failure(Error),
}

/// An item with the number of the push that caused it.
type Queued = (u64, Value);

struct Running {
    id: String,
    node_type: String,
    node: Box<dyn Node>,
    /// One queue per incoming connection: fan-in is their concatenation in the manifest's order.
    inbox: Vec<VecDeque<Queued>>,
    /// What was pushed to this node by the host.
    pushed: VecDeque<Queued>,
}

pub struct Session {
    graph: Graph,
    nodes: Vec<Running>,
    events: VecDeque<Event>,
    sequence: u64,
    ended: bool,
    // Dropped last: the nodes' classes live in these modules.
    modules: Modules,
}

impl Session {
    /// Checks the manifest, loads its Python modules, makes and initializes every node.
    ///
    /// # Errors
    /// The first thing that is wrong; nodes that were initialized by then are cleaned up.
    pub fn open(manifest: &Manifest) -> Result<Session> {
        let graph = Graph::new(manifest)?;
        let modules = Modules::load(&manifest.python.modules)?;
        let mut session = Session {
            nodes: Vec::with_capacity(manifest.nodes.len()),
            events: VecDeque::new(),
            sequence: 0,
            ended: false,
            graph,
            modules,
        };
        for (position, spec) in manifest.nodes.iter().enumerate() {
            let created = nodes::create(spec, &session.modules).and_then(|mut node| {
                node.initialize()?;
                Ok(node)
            });
            match created {
                Ok(node) => session.nodes.push(Running {
                    id: spec.id.clone(),
                    node_type: spec.node_type.clone(),
                    node,
                    inbox: vec![VecDeque::new(); session.graph.inputs[position].len()],
                    pushed: VecDeque::new(),
                }),
                Err(error) => {
                    session.cleanup();
                    return Err(error.at(&spec.id, &spec.node_type, Phase::Initialize));
                }
            }
        }
        Ok(session)
    }

    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    pub fn node_id(&self, node: usize) -> &str {
        &self.nodes[node].id
    }

    /// Queues an item at the node named, or at every source; [`Session::run`] then moves it through the graph.
    ///
    /// # Errors
    /// [`ErrorKind::Protocol`] for an unknown node or a session whose input has ended.
    pub fn push(&mut self, target: Option<&str>, value: Value) -> Result<()> {
        if self.ended {
            return Err(Error::new(ErrorKind::Protocol, "The session's input has ended: open a new one"));
        }
        let targets = match target {
            None => self.graph.sources.clone(),
            Some(id) => {
                let unknown = || Error::new(ErrorKind::Protocol, format!("There is no node '{id}' to push to"));
                vec![self.graph.find(id).ok_or_else(unknown)?]
            }
        };
        self.sequence += 1;
        give(&targets, value, |node, value| self.nodes[node].pushed.push_back((self.sequence, value)));
        Ok(())
    }

    /// Runs what is queued through the graph, node after node, and tells whether all went well.
    ///
    /// A failure is an event in its place. What had come out before it stays; what the failing push had under way is
    /// dropped, and the session takes the next push.
    pub fn run(&mut self) -> bool {
        for position in 0..self.graph.order.len() {
            if let Err(error) = self.work_off(self.graph.order[position]) {
                self.events.push_back(Event::Failure(error));
                self.clear();
                return false;
            }
        }
        true
    }

    /// Ends the input: every node in topological order works off its queue, then flushes, so that what one gives at
    /// its end still passes through those behind it. A node that fails does not keep the others from flushing.
    pub fn end(&mut self) -> bool {
        if std::mem::replace(&mut self.ended, true) {
            return true;
        }
        let mut well = true;
        for position in 0..self.graph.order.len() {
            let node = self.graph.order[position];
            if let Err(error) = self.work_off(node).and_then(|()| self.flush(node)) {
                self.events.push_back(Event::Failure(error));
                well = false;
            }
        }
        well
    }

    /// Source mode: calls one node with null and tells whether it gave anything.
    ///
    /// # Errors
    /// What the node raised.
    pub fn pull(&mut self, source: usize) -> Result<bool> {
        self.sequence += 1;
        self.process(source, self.sequence, Value::Null).map(|made| made > 0)
    }

    fn work_off(&mut self, node: usize) -> Result<()> {
        let running = &mut self.nodes[node];
        let mut queue = std::mem::take(&mut running.pushed);
        running.inbox.iter_mut().for_each(|connection| queue.append(connection));
        for (sequence, value) in queue {
            self.process(node, sequence, value)?;
        }
        Ok(())
    }

    fn process(&mut self, node: usize, sequence: u64, value: Value) -> Result<usize> {
        let mut made = Vec::new();
        let running = &mut self.nodes[node].node;
        let value = if running.takes_python() { value } else { value.settled() };
        let result = running.process(value, &mut made);
        self.delivered(node, Phase::Process, sequence, made, result)
    }

    fn flush(&mut self, node: usize) -> Result<usize> {
        let mut made = Vec::new();
        let result = self.nodes[node].node.flush(&mut made);
        self.delivered(node, Phase::Flush, 0, made, result)
    }

    /// Hands on what a node made, also what it made before it failed, and says where a failure happened.
    fn delivered(&mut self, from: usize, phase: Phase, sequence: u64, made: Vec<Value>, result: Result<()>) -> Result<usize> {
        let count = made.len();
        let receivers = &self.graph.outputs[from];
        for value in made {
            if receivers.is_empty() {
                self.events.push_back(Event::Output { node: from, sequence, value: value.settled() });
            } else {
                give(receivers, value, |(to, connection), value| {
                    self.nodes[to].inbox[connection].push_back((sequence, value));
                });
            }
        }
        result.map(|()| count).map_err(|error| {
            let Running { id, node_type, .. } = &self.nodes[from];
            Error { sequence, ..error.at(id, node_type, phase) }
        })
    }

    fn clear(&mut self) {
        for node in &mut self.nodes {
            node.pushed.clear();
            node.inbox.iter_mut().for_each(VecDeque::clear);
        }
    }

    pub fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Whether the node named comes to an end when it is called with null again and again.
    pub fn ends_as_source(&self, node: usize) -> bool {
        self.nodes[node].node.ends_as_source()
    }

    /// Calls every node's cleanup, whatever the others say; returns all failures.
    pub fn cleanup(&mut self) -> Vec<Error> {
        let mut failures = Vec::new();
        for mut running in self.nodes.drain(..) {
            if let Err(error) = running.node.cleanup() {
                failures.push(error.at(&running.id, &running.node_type, Phase::Cleanup));
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

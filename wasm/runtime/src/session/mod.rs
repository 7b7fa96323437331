//! A run of a manifest, live or as a batch: items go in at any node, outputs come out as they are made.
//!
//! The session takes one step of one node at a time and returns to its host as soon as there is something to tell, so
//! that outputs leave when they exist, and what came before a trap is not lost with it.

mod slot;

use crate::error::{Error, ErrorKind, Phase, Result};
use crate::graph::Graph;
use crate::limits::Limits;
use crate::log;
use crate::manifest::Manifest;
use crate::metrics::{Metrics, NodeMetrics};
use crate::node::Progress;
use crate::nodes;
use crate::python::Context;
use crate::value::{Span, Value};
use slot::{Item, Slot, Work};
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// What a session tells its host, in the order it happened.
#[derive(Debug)]
pub enum Event {
    /// A node without receivers gave an item. `span`: the time of the sound that it was made from, in seconds.
    Output { node: usize, sequence: u64, span: Option<Span>, value: Value },
    Failure(Error),
    /// All that a push caused is done; 0: all that the end of the input caused.
    Settled { sequence: u64 },
    Metrics(Metrics),
    /// A node's step, when they were asked for.
    Step { node: usize, sequence: u64, start: Instant, duration: Duration },
}

/// What a session needs of its host next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// A push or the end of the input.
    Idle,
    /// To be run again, after its events were taken.
    Now,
    /// To be run again after this time, or after a push.
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
}

/// After this long [`Session::run`] gives its host a turn, when no node is in its way.
const TURN: Duration = Duration::from_millis(8);

pub struct Session {
    name: String,
    graph: Graph,
    options: Options,
    slots: Vec<Slot>,
    events: VecDeque<Event>,
    /// Items under way by push.
    in_flight: HashMap<u64, usize>,
    sequence: u64,
    ended: bool,
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
            ended: false,
            opened: Instant::now(),
            work: Duration::ZERO,
            context: Context::open(&manifest.python.modules)?,
            options,
            graph,
        };
        for (position, spec) in manifest.nodes.iter().enumerate() {
            let created = log::within(&spec.id, 0, || {
                let mut node = nodes::create(spec, &session.context)?;
                node.initialize()?;
                Ok(node)
            });
            match created {
                Ok(node) => {
                    let connections = session.graph.inputs[position].len();
                    session.slots.push(Slot::new(&spec.id, &spec.node_type, node, spec.join, connections));
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

    /// Ends the input: [`Session::run`] then lets every node in topological order work off its queue and flush, so that
    /// what one gives at its end still passes through those behind it.
    pub fn end(&mut self) {
        if std::mem::replace(&mut self.ended, true) && self.slots.iter().all(|slot| slot.finished) {
            self.events.push_back(Event::Settled { sequence: 0 });
        }
    }

    /// Takes steps until there is something to tell, or nothing left to do at once.
    ///
    /// A failure is an event in its place: the item that caused it is dropped there, everything else goes on.
    pub fn run(&mut self) -> Wait {
        if let Err(error) = self.context.enter() {
            self.events.push_back(Event::Failure(error));
        }
        let began = self.work;
        loop {
            while let Some((position, work)) = self.next_step() {
                self.step(position, work);
                if !self.events.is_empty() || self.work - began > TURN {
                    return Wait::Now;
                }
            }
            if !self.slots.iter().any(Slot::waits) {
                return if self.events.is_empty() { Wait::Idle } else { Wait::Now };
            }
            if let Some(wait) = self.let_others_run() {
                return wait;
            }
        }
    }

    /// Gives the tasks that nodes wait for a turn. `None` when that gave a node something to do.
    fn let_others_run(&mut self) -> Option<Wait> {
        let next = match self.context.advance() {
            Ok(next) => next,
            Err(error) => {
                self.events.push_back(Event::Failure(error));
                None
            }
        };
        for position in 0..self.slots.len() {
            if self.slots[position].waits() {
                self.step(position, Work::Resume);
            }
        }
        if !self.events.is_empty() {
            return Some(Wait::Now);
        }
        if self.slots.iter().any(Slot::active) || !self.slots.iter().any(Slot::waits) {
            return None;
        }
        if next.is_none() && self.ended {
            self.give_up();
            return Some(Wait::Now);
        }
        let limit = self.options.limits.item_time();
        let left = |slot: &Slot| Some(limit?.saturating_sub(slot.task.as_ref()?.began.elapsed()));
        let deadline = self.slots.iter().filter(|slot| slot.waits()).filter_map(left).min();
        Some(next.into_iter().chain(deadline).min().map_or(Wait::Idle, Wait::Time))
    }

    /// The next node that has something to do. Live the last one in topological order that has an item, so that items leave
    /// before others enter, then the first that can flush; in a batch the first.
    fn next_step(&mut self) -> Option<(usize, Work)> {
        let order = &self.graph.order;
        let position = match self.options.mode {
            Mode::Live => {
                let mut last_first = order.iter().rev().copied();
                last_first.find(|&node| self.slots[node].active() && self.ready(node))
            }
            Mode::Batch => None,
        };
        let position = position.or_else(|| order.iter().copied().find(|&node| self.ready(node)))?;
        let slot = &mut self.slots[position];
        if slot.task.is_some() {
            return Some((position, Work::Resume));
        }
        Some((position, slot.take().map_or(Work::Flush, Work::Process)))
    }

    fn ready(&self, node: usize) -> bool {
        let slot = &self.slots[node];
        let finished = || self.graph.inputs[node].iter().all(|&parent| self.slots[parent].finished);
        match &slot.task {
            Some(task) => task.progress == Progress::More,
            None if slot.has_items() => match self.options.mode {
                Mode::Batch => finished(),
                Mode::Live => !slot.joins() || !self.graph.ancestors[node].iter().any(|&other| self.slots[other].active()),
            },
            None => self.ended && !slot.finished && finished(),
        }
    }

    /// Runs a node's code once, hands on what it made, also what it made before it failed, and notes how far it is.
    fn step(&mut self, position: usize, work: Work) {
        let mut made = Vec::new();
        let slot = &mut self.slots[position];
        match &work {
            Work::Process(item) => slot.metrics.took(item.value.measure().bytes),
            Work::Flush => {
                let unpaired = slot.unpaired();
                if unpaired > 0 {
                    tracing::warn!(node = slot.id.as_str(), "the input ended with {unpaired} items that had no partner to be zipped with");
                }
            }
            Work::Resume => {}
        }
        let sequence = match &work {
            Work::Process(item) => item.sequence,
            _ => slot.task.as_ref().map_or(0, |task| task.sequence),
        };
        let start = Instant::now();
        let result = log::within(&slot.id.clone(), sequence, || slot.call(work, &mut made));
        let duration = start.elapsed();
        self.work += duration;
        let Some(task) = &mut slot.task else { return };
        task.work += duration;
        if self.options.steps {
            self.events.push_back(Event::Step { node: position, sequence, start, duration });
        }
        let delivered = self.deliver(position, made).and_then(|()| self.check_time(position));
        match result.and_then(|progress| delivered.map(|()| progress)) {
            Ok(Progress::Done) => self.done(position, None),
            Ok(progress) => {
                if let Some(task) = &mut self.slots[position].task {
                    task.progress = progress;
                }
            }
            Err(error) => self.done(position, Some(error)),
        }
    }

    fn deliver(&mut self, from: usize, made: Vec<Value>) -> Result<()> {
        for value in made {
            let measure = self.options.limits.measure(&value)?;
            let slot = &mut self.slots[from];
            let Some(task) = &mut slot.task else { break };
            task.items += 1;
            task.bytes += measure.bytes;
            self.options.limits.check_given(task.items, task.bytes)?;
            let sequence = task.sequence;
            slot.metrics.gave(measure.bytes);
            let (value, span) = slot.place(value);
            let receivers = &self.graph.outputs[from];
            if receivers.is_empty() {
                self.events.push_back(Event::Output { node: from, sequence, span, value: value.settled() });
                continue;
            }
            give(receivers, value, |(to, connection), value| {
                if self.slots[to].receive(connection, Item { sequence, span, value }) && sequence > 0 {
                    *self.in_flight.entry(sequence).or_default() += 1;
                }
            });
        }
        Ok(())
    }

    fn check_time(&self, position: usize) -> Result<()> {
        let Some(task) = &self.slots[position].task else { return Ok(()) };
        let over = |limit: Option<Duration>, spent: Duration| limit.filter(|&limit| spent > limit);
        let spent = if self.options.mode == Mode::Batch { self.opened.elapsed() } else { self.work };
        let error = |what: &str, limit: Duration| Err(Error::new(ErrorKind::Time, format!("{what} took longer than {} s", limit.as_secs_f64())));
        if let Some(limit) = over(self.options.limits.run_time(), spent) {
            return error("The run", limit);
        }
        match over(self.options.limits.item_time(), task.began.elapsed()) {
            Some(limit) => error("The item", limit),
            None => Ok(()),
        }
    }

    /// A node is done with what it was at, well or not.
    fn done(&mut self, position: usize, failure: Option<Error>) {
        let slot = &mut self.slots[position];
        let Some(task) = slot.task.take() else { return };
        slot.metrics.executed(task.work, failure.is_none());
        if let Some(error) = failure {
            slot.node.abandon();
            let error = Error { sequence: task.sequence, ..error.at(&slot.id, &slot.node_type, task.phase) };
            let over = error.kind == ErrorKind::Time && self.options.limits.run_time().is_some_and(|limit| self.spent() > limit);
            self.events.push_back(Event::Failure(error));
            if over {
                self.stop();
            }
        }
        if task.phase == Phase::Flush {
            self.slots[position].finished = true;
            if self.slots.iter().all(|slot| slot.finished) {
                self.events.push_back(Event::Settled { sequence: 0 });
            }
        } else {
            self.settle(task.sequence);
        }
    }

    fn spent(&self) -> Duration {
        match self.options.mode {
            Mode::Batch => self.opened.elapsed(),
            Mode::Live => self.work,
        }
    }

    fn settle(&mut self, sequence: u64) {
        let Some(count) = self.in_flight.get_mut(&sequence) else { return };
        *count -= 1;
        if *count == 0 {
            self.in_flight.remove(&sequence);
            self.events.push_back(Event::Settled { sequence });
        }
    }

    /// The time of the run is used up: nothing goes on, and nothing is taken any more.
    fn stop(&mut self) {
        self.ended = true;
        for slot in &mut self.slots {
            if slot.task.take().is_some() {
                slot.node.abandon();
            }
            slot.clear();
            slot.finished = true;
        }
        let mut open: Vec<u64> = self.in_flight.drain().map(|(sequence, _)| sequence).collect();
        open.sort_unstable();
        self.events.extend(open.into_iter().chain([0]).map(|sequence| Event::Settled { sequence }));
    }

    /// The input has ended and nothing can wake the nodes that wait.
    fn give_up(&mut self) {
        for position in 0..self.slots.len() {
            if self.slots[position].waits() {
                let text = "The node waits for something that cannot happen any more: nothing is scheduled and the input has ended";
                self.done(position, Some(Error::execution(text)));
            }
        }
    }

    /// Source mode of a batch: calls one node with null, to its end, and tells whether it gave anything.
    pub fn pull(&mut self, source: usize) -> bool {
        self.sequence += 1;
        self.in_flight.insert(self.sequence, 1);
        let NodeMetrics { items_out: given, error_count: failed, .. } = self.slots[source].metrics;
        let mut work = Work::Process(Item { sequence: self.sequence, span: None, value: Value::Null });
        loop {
            self.step(source, std::mem::replace(&mut work, Work::Resume));
            if self.slots[source].task.is_none() {
                break;
            }
            if self.slots[source].waits() {
                match self.context.advance() {
                    Ok(Some(time)) => std::thread::sleep(time),
                    Ok(None) => self.give_up(),
                    Err(error) => self.done(source, Some(error)),
                }
            }
        }
        let NodeMetrics { items_out, error_count, .. } = self.slots[source].metrics;
        items_out > given && error_count == failed
    }

    pub fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// What the nodes have done so far.
    pub fn metrics(&self) -> Metrics {
        Metrics::of(&self.name, self.sequence, self.spent(), self.slots.iter().map(|slot| &slot.metrics))
    }

    /// Puts the metrics among the events.
    pub fn tell_metrics(&mut self) {
        self.events.push_back(Event::Metrics(self.metrics()));
    }

    /// Whether the node named comes to an end when it is called with null again and again.
    pub fn ends_as_source(&self, node: usize) -> bool {
        self.slots[node].node.ends_as_source()
    }

    /// Calls every node's cleanup, whatever the others say; returns all failures.
    pub fn cleanup(&mut self) -> Vec<Error> {
        let mut failures: Vec<Error> = self.context.enter().err().into_iter().collect();
        for mut slot in self.slots.drain(..) {
            if slot.task.is_some() {
                slot.node.abandon();
            }
            if let Err(error) = log::within(&slot.id, 0, || slot.node.cleanup()) {
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

//! Whose turn it is: which node works next, and when the session is to be called again.

use super::slot::{Item, Slot, Work};
use super::{Event, Mode, Session, Wait};
use crate::error::Error;
use crate::metrics::NodeMetrics;
use crate::node::Progress;
use crate::value::Value;
use std::time::Duration;

/// After this long [`Session::run`] gives its host a turn, when no node is in its way.
const TURN: Duration = Duration::from_millis(8);

impl Session {
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

    /// Gives the tasks that nodes wait for a turn, then the nodes; tells in which time the tasks want the next.
    fn resume_waiting(&mut self) -> Option<Duration> {
        let next = self.context.advance().unwrap_or_else(|error| {
            self.events.push_back(Event::Failure(error));
            None
        });
        for position in 0..self.slots.len() {
            if self.slots[position].waits() {
                self.step(position, Work::Resume);
            }
        }
        next
    }

    /// `None` when what nodes wait for gave one something to do.
    fn let_others_run(&mut self) -> Option<Wait> {
        let next = self.resume_waiting();
        if !self.events.is_empty() {
            return Some(Wait::Now);
        }
        if self.slots.iter().any(Slot::active) || !self.slots.iter().any(Slot::waits) {
            return None;
        }
        if next.is_none() && self.ended && !self.waits_for_host() {
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
        self.step(source, Work::Process(Item { sequence: self.sequence, span: None, value: Value::Null }));
        while let Some(task) = &self.slots[source].task {
            if task.progress != Progress::Waiting {
                self.step(source, Work::Resume);
                continue;
            }
            let next = self.resume_waiting();
            match next {
                _ if !self.slots[source].waits() => {}
                Some(time) => std::thread::sleep(time),
                None => self.give_up(),
            }
        }
        let NodeMetrics { items_out, error_count, .. } = self.slots[source].metrics;
        items_out > given && error_count == failed
    }
}

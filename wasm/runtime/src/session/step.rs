//! One step of one node: running its code, handing on what it made, and what follows when it is done.

use super::slot::{Item, Work};
use super::{give, Event, Mode, Session};
use crate::error::{Error, ErrorKind, Phase, Result};
use crate::log;
use crate::node::Progress;
use crate::value::Value;
use std::time::{Duration, Instant};

impl Session {
    /// Runs a node's code once, hands on what it made, also what it made before it failed, and notes how far it is.
    pub(super) fn step(&mut self, position: usize, work: Work) {
        let mut made = Vec::new();
        let slot = &mut self.slots[position];
        match &work {
            Work::Process(item) => slot.metrics.took(item.value.measure().bytes),
            Work::Flush => {
                let unpaired = slot.unpaired();
                if unpaired > 0 {
                    tracing::warn!(node = &*slot.id, "the input ended with {unpaired} items that had no partner to be zipped with");
                }
            }
            Work::Resume | Work::Answer(_) => {}
        }
        let (resumed, answered) = (matches!(work, Work::Resume), matches!(work, Work::Answer(_)));
        let sequence = match &work {
            Work::Process(item) => item.sequence,
            _ => slot.task.as_ref().map_or(0, |task| task.sequence),
        };
        let start = Instant::now();
        let mut result = log::within(slot.id.clone(), sequence, || slot.call(work, start, &mut made));
        // In a page each reading of the clock is a call out of the module: two for a step are enough.
        let now = Instant::now();
        let duration = now - start;
        self.work += duration;
        let Some(task) = &mut slot.task else { return };
        task.work += duration;
        if let Some(ask) = slot.node.ask() {
            result = self.call_host(position, ask).and(result);
        }
        // To look at a node that still waits is no step, and that of a host is told when its call ends.
        let idle = resumed && matches!(result, Ok(Progress::Waiting));
        if self.options.steps && !idle && !answered && !self.slots[position].waits_for_host() {
            self.events.push_back(Event::Step { node: position, sequence, start, duration });
        }
        let delivered = self.deliver(position, made).and_then(|()| self.check_time(position, now));
        self.conclude(position, result.and_then(|progress| delivered.map(|()| progress)));
    }

    /// Notes how far a node is, or that it failed.
    fn conclude(&mut self, position: usize, result: Result<Progress>) {
        match result {
            Ok(Progress::Done) => self.done(position, None),
            Ok(progress) => {
                if let Some(task) = &mut self.slots[position].task {
                    task.progress = progress;
                }
            }
            Err(error) => self.done(position, Some(error)),
        }
    }

    pub(super) fn deliver(&mut self, from: usize, made: Vec<Value>) -> Result<()> {
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

    pub(super) fn check_time(&self, position: usize, now: Instant) -> Result<()> {
        let Some(task) = &self.slots[position].task else { return Ok(()) };
        let over = |limit: Option<Duration>, spent: Duration| limit.filter(|&limit| spent > limit);
        let error = |what: &str, limit: Duration| Err(Error::new(ErrorKind::Time, format!("{what} took longer than {} s", limit.as_secs_f64())));
        if let Some(limit) = over(self.options.limits.run_time(), self.spent(now)) {
            return error("The run", limit);
        }
        match over(self.options.limits.item_time(), now - task.began) {
            Some(limit) => error("The item", limit),
            None => Ok(()),
        }
    }

    /// A node is done with what it was at, well or not.
    pub(super) fn done(&mut self, position: usize, failure: Option<Error>) {
        let taken = if failure.is_some() { self.abandon(position) } else { self.slots[position].task.take() };
        let Some(task) = taken else { return };
        let slot = &mut self.slots[position];
        slot.metrics.executed(task.work, failure.is_none());
        if let Some(error) = failure {
            let error = Error { sequence: task.sequence, ..error.at(&slot.id, &slot.node_type, task.phase) };
            let used_up = |limit| self.spent(Instant::now()) > limit;
            let over = error.kind == ErrorKind::Time && self.options.limits.run_time().is_some_and(used_up);
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

    /// The time that counts against the limit of the run.
    pub(super) fn spent(&self, now: Instant) -> Duration {
        match self.options.mode {
            Mode::Batch => now - self.opened,
            Mode::Live => self.work,
        }
    }

    pub(super) fn settle(&mut self, sequence: u64) {
        let Some(count) = self.in_flight.get_mut(&sequence) else { return };
        *count -= 1;
        if *count == 0 {
            self.in_flight.remove(&sequence);
            self.events.push_back(Event::Settled { sequence });
        }
    }

    /// The time of the run is used up: nothing goes on, and nothing is taken any more.
    pub(super) fn stop(&mut self) {
        self.ended = true;
        for position in 0..self.slots.len() {
            self.abandon(position);
            self.slots[position].clear();
            self.slots[position].finished = true;
        }
        let mut open: Vec<u64> = self.in_flight.drain().map(|(sequence, _)| sequence).collect();
        open.sort_unstable();
        self.events.extend(open.into_iter().chain([0]).map(|sequence| Event::Settled { sequence }));
    }
}

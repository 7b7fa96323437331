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
        let result = log::within(&slot.id.clone(), sequence, || slot.call(work, start, &mut made));
        // In a page each reading of the clock is a call out of the module: two for a step are enough.
        let now = Instant::now();
        let duration = now - start;
        self.work += duration;
        let Some(task) = &mut slot.task else { return };
        task.work += duration;
        if self.options.steps {
            self.events.push_back(Event::Step { node: position, sequence, start, duration });
        }
        let delivered = self.deliver(position, made).and_then(|()| self.check_time(position, now));
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
        let spent = if self.options.mode == Mode::Batch { now - self.opened } else { self.work };
        let error = |what: &str, limit: Duration| Err(Error::new(ErrorKind::Time, format!("{what} took longer than {} s", limit.as_secs_f64())));
        if let Some(limit) = over(self.options.limits.run_time(), spent) {
            return error("The run", limit);
        }
        match over(self.options.limits.item_time(), now - task.began) {
            Some(limit) => error("The item", limit),
            None => Ok(()),
        }
    }

    /// A node is done with what it was at, well or not.
    pub(super) fn done(&mut self, position: usize, failure: Option<Error>) {
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

    pub(super) fn spent(&self) -> Duration {
        match self.options.mode {
            Mode::Batch => self.opened.elapsed(),
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
}

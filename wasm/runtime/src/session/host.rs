//! Nodes that the runtime's host implements: their calls, numbered from 1, and what the host answers.

use super::slot::{Slot, Task, Work};
use super::{Event, Session};
use crate::error::Error;
use crate::node::{Answer, Ask};

impl Session {
    /// Takes what the host says to a call: its items go on at once, [`Session::run`] then moves them. A call that is over,
    /// was abandoned or never made is not heard: it may have crossed its end.
    pub fn answer(&mut self, call: u64, answer: Answer) {
        let of_call = |task: &Task| call > 0 && task.call == call;
        let Some(position) = self.slots.iter().position(|slot| slot.task.as_ref().is_some_and(of_call)) else { return };
        if !matches!(answer, Answer::Item(_)) {
            self.end_call(position);
        }
        self.step(position, Work::Answer(answer));
    }

    /// Whether a call is open.
    pub fn waits_for_host(&self) -> bool {
        self.slots.iter().any(Slot::waits_for_host)
    }

    /// The host has gone: the input ends, what waits for an answer fails, and so does what would still be asked.
    pub fn hang_up(&mut self) {
        self.end();
        self.alone = true;
        for position in 0..self.slots.len() {
            if self.slots[position].waits_for_host() {
                self.done(position, Some(gone()));
            }
        }
    }

    /// Tells the host what a node asks of it.
    ///
    /// # Errors
    /// There is no host any more.
    pub(super) fn call_host(&mut self, position: usize, ask: Ask) -> Result<(), Error> {
        let Some(task) = &mut self.slots[position].task else { return Ok(()) };
        if self.alone {
            return Err(gone());
        }
        self.calls += 1;
        task.call = self.calls;
        let (sequence, span) = (task.sequence, task.span);
        self.events.push_back(Event::Call { node: position, sequence, call: self.calls, span, ask });
        Ok(())
    }

    /// The node does not wait for its call any more. Returns the call's number, 0 when there was none.
    fn end_call(&mut self, position: usize) -> u64 {
        let Some(task) = &mut self.slots[position].task else { return 0 };
        let call = std::mem::take(&mut task.call);
        if call > 0 && self.options.steps {
            let (sequence, start) = (task.sequence, task.began);
            self.events.push_back(Event::Step { node: position, sequence, start, duration: start.elapsed() });
        }
        call
    }

    /// Takes away what a node is at and has not finished; a host that works on it is told.
    pub(super) fn abandon(&mut self, position: usize) -> Option<Task> {
        let call = self.end_call(position);
        let slot = &mut self.slots[position];
        let task = slot.task.take()?;
        slot.node.abandon();
        if call > 0 {
            self.events.push_back(Event::Abandon { node: position, sequence: task.sequence, call });
        }
        Some(task)
    }
}

fn gone() -> Error {
    Error::execution("The host has gone without an answer")
}

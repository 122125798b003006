//! Driving: one thread runs what it can of a run.
//!
//! A thread that has a run for itself needs no queue: every task finds its inputs settled when it is its turn in the
//! order, so the most urgent task that may start is always the next one. Only a graph that grows makes an order of
//! its own, and tasks that wait outside are ended by others.

use std::sync::Arc;
use std::task::Poll;

use crate::context::Entered;
use crate::operation::Kind;

use super::queue::Ordered;
use super::run::{NONE, Run, TaskId, traits};
use super::task::Task;
use super::{Hold, Plan};

impl Plan {
    /// Runs on this thread what [`next`](Plan::next) gives out, for as long as it does.
    #[doc(hidden)]
    pub fn drive(&self) {
        match &self.hold {
            Hold::View => {}
            Hold::Executor(token) if Arc::strong_count(token) == 1 && self.claims_all() => self.run_in_sequence(),
            Hold::Executor(_) | Hold::Helper => self.run_from_queue(),
        }
    }

    /// Takes all tasks for this thread, if they may run as they stand and nobody has asked for one.
    fn claims_all(&self) -> bool {
        self.run.in_sequence && self.run.set_queue(Box::new(Ordered::closed()))
    }

    fn run_in_sequence(&self) {
        let run = &self.run;
        if !run.enter() {
            return;
        }
        let (entered, mut ready) = (Entered::new(run), Vec::new());
        for id in run.sequence() {
            if !run.is_running() {
                break;
            }
            let cell = run.cell(id);
            // Members run with their heads; what has settled was skipped, for an input of it failed.
            if !cell.is(traits::MEMBER) && !cell.settled() {
                entered.execute(id, 0, &mut ready);
                ready.clear();
            }
        }
        run.leave();
    }

    fn run_from_queue(&self) {
        let (run, queue) = (&self.run, self.run.queue());
        let (entered, mut ready) = (Entered::new(run), Vec::new());
        let mut next = None;
        let wait = || if let Poll::Ready(task) = queue.next(run, None) { task } else { None };
        while let Some((id, worker)) = next.take().or_else(wait) {
            if run.kind(id) == Kind::Async {
                Task::handed_out(run.clone(), id, worker).run();
                continue;
            }
            if run.is_running() {
                entered.execute(id, worker, &mut ready);
            }
            next = queue.exchange(run, id, worker, &ready);
            ready.clear();
            if next.is_none() {
                run.leave();
            }
        }
    }
}

impl Run {
    /// The ids of the tasks known from the start in the order they are to run in.
    fn sequence(&self) -> impl Iterator<Item = TaskId> {
        let mut by_rank = vec![NONE; self.ranks.len()];
        for (&rank, id) in self.ranks.iter().zip(0..) {
            by_rank[rank as usize] = id;
        }
        (0..self.cells.len() as TaskId).map(move |rank| by_rank.get(rank as usize).copied().unwrap_or(rank))
    }
}

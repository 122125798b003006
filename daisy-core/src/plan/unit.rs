//! Units: a task, the *head*, and the cheap ones that run as part of it, its *members*, right before it: see `fuse`.
//!
//! Members go through no queue and have one panic handler for all, but they run, settle, fail and let go of their
//! inputs one by one, as tasks do: what failed is named, and in a run that grows others may wait for a member.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::*;

use crate::args::Args;
use crate::context::Entered;
use crate::error::Error;
use crate::operation::{Code, Outcome};

use super::execute::Ran;
use super::run::{Cell, Run, TaskId, state, traits};
use super::slot::Content;

impl Entered<'_> {
    /// Runs the members of `head`, then itself. `None`: the run stopped before.
    pub(super) fn execute_unit(&self, head: TaskId, cell: &Cell, ready: &mut Vec<TaskId>) -> Option<Ran> {
        let run = self.run();
        let mut next = run.members(head).start;
        while let Err(payload) = catch_unwind(AssertUnwindSafe(|| self.run_members(&mut next, head, ready))) {
            let cell = run.cell(next);
            run.end_member(next, cell, Some(run.panicked(next, payload)), ready);
            next += 1;
        }
        if let Some(via) = run.doomed_by(head, cell) {
            return Some(Ran::Doomed(run.failure(via).error.clone()));
        }
        self.set_task(head);
        run.is_running().then(|| run.run_sync(head, cell))
    }

    /// Runs the members of `head` from `next` on. If one panics, `next` is that one.
    fn run_members(&self, next: &mut TaskId, head: TaskId, ready: &mut Vec<TaskId>) {
        let run = self.run();
        while *next < head {
            let (id, cell) = (*next, run.cell(*next));
            if run.is_doomed(id, cell) {
                run.settle_member(id, Some(run.skip(id)), ready);
            } else if run.is_running() {
                self.set_task(id);
                run.end_member(id, cell, run.run_member(id, cell), ready);
            }
            // In a run that stops, those that are doomed still say so, up to the head.
            *next += 1;
        }
    }
}

impl Run {
    /// Whether a task that waits for nothing will not run, for an input of it failed.
    #[inline]
    pub(super) fn is_doomed(&self, id: TaskId, cell: &Cell) -> bool {
        self.doomed_by(id, cell).is_some()
    }

    /// The input for which it will not run.
    #[inline]
    fn doomed_by(&self, id: TaskId, cell: &Cell) -> Option<TaskId> {
        self.dooms.of(id).filter(|_| !cell.spec().catches)
    }

    /// Runs a member, which has one try. The error if it fails.
    #[inline]
    fn run_member(&self, id: TaskId, cell: &Cell) -> Option<Error> {
        if let Err(error) = self.refuse_inside_itself(id) {
            return Some(error);
        }
        let Code::Sync(code) = self.code(id, cell) else { unreachable!("what is cheap is sync") };
        match code(&Args::borrowed(self, id, cell, true)) {
            Outcome::Filled => None,
            Outcome::Failed(cause) => Some(Error::task_failed(self.node(id), cause)),
            Outcome::Value(_) | Outcome::Graph(_) => unreachable!("a member gives a value or fails"),
        }
    }

    /// Settles a member that has run: its slot is filled unless it failed.
    #[inline]
    fn end_member(&self, id: TaskId, cell: &Cell, failed: Option<Error>, ready: &mut Vec<TaskId>) {
        self.release_inputs(id);
        if failed.is_none() && self.growth.is_none() {
            // Only its readers, which come later in its unit, can ask for it.
            return cell.state.store(state::DONE, Release);
        }
        self.settle_member(id, failed.map(|error| self.own_failure(id, error)), ready);
    }

    fn settle_member(&self, id: TaskId, failed: Option<Content>, ready: &mut Vec<TaskId>) {
        let mut work = Vec::new();
        self.close_member(id, failed, &mut work, ready);
        if !work.is_empty() {
            self.settle(work, ready);
        }
    }

    /// Settles a member as `failed`, or else with what is in its slot. Who reads it comes later in its unit; only a
    /// graph that grew has others.
    fn close_member(
        &self,
        id: TaskId,
        failed: Option<Content>,
        work: &mut Vec<(TaskId, Content)>,
        ready: &mut Vec<TaskId>,
    ) {
        let (cell, mut input, mut end) = (self.cell(id), None, state::DONE);
        if let Some(content) = failed {
            // SAFETY: it settles once, here, and was not filled; readers learn of it below.
            unsafe { cell.slot.fill(content) };
            (input, end) = (Some(id), state::FAILED);
        }
        let late = self.close(id, cell, end);
        if input.is_some() {
            self.doom_readers(id);
        }
        for reader in late {
            self.input_settled(reader, input, work, ready);
        }
    }

    /// Tells those that run after member `id` in its unit, as far as they need it, that it has failed or will.
    pub(super) fn doom_readers(&self, id: TaskId) {
        let mut doomed = vec![id];
        while let Some(input) = doomed.pop() {
            let member = self.cell(input).is(traits::MEMBER);
            for &reader in self.readers(input).iter().filter(|_| member) {
                if self.dooms.add(reader, input) {
                    doomed.push(reader);
                }
            }
        }
    }

    /// All inputs of `id` have settled: it becomes ready, or it and its members are skipped.
    pub(super) fn inputs_settled(&self, id: TaskId, work: &mut Vec<(TaskId, Content)>, ready: &mut Vec<TaskId>) {
        let cell = self.cell(id);
        if !self.is_doomed(id, cell) || self.members(id).any(|member| !self.is_doomed(member, self.cell(member))) {
            return ready.push(id);
        }
        for member in self.members(id) {
            self.close_member(member, Some(self.skip(member)), work, ready);
        }
        work.push((id, self.skip(id)));
    }
}

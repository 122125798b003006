//! Executing and settling: a ready task runs, and those it kept waiting become ready.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::*;
use std::task::Waker;

use crate::args::Args;
use crate::context::Entered;
use crate::error::Error;
use crate::node::Node;
use crate::operation::{Code, Outcome};
use crate::value::Value;

use super::run::{Cell, NONE, Run, TaskId, state};
use super::slot::{Content, Failure};

/// What a task came to after its last try.
pub(super) enum Ran {
    Value(Value),
    Graph(Node),
    /// Goes on as this input, whose edge it has given up.
    Chosen(TaskId),
    Failed(Error),
    /// Did not run after its members, for one of its inputs failed.
    Doomed(Error),
}

/// Runs `f`; a panic ends here. The panic hook has said it by then.
pub(crate) fn contain<R>(f: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(value) => Some(value),
        Err(payload) => {
            // A payload may panic as it is dropped.
            std::mem::forget(payload);
            None
        }
    }
}

/// Wakes them all. A waker is user code and may panic.
#[doc(hidden)]
pub fn wake_all(wakers: Vec<Waker>) {
    for waker in wakers {
        contain(|| waker.wake());
    }
}

impl Entered<'_> {
    /// Runs task `id`, which must be ready and sync, on this thread as `worker`. Adds the tasks that it
    /// made ready to `ready`.
    #[doc(hidden)]
    pub fn execute(&self, id: TaskId, worker: usize, ready: &mut Vec<TaskId>) {
        let run = self.run();
        self.set_task(id);
        let ran = match run.begin_task(id, worker) {
            Ok(()) if run.cell(id).fused > 0 => self.execute_unit(id, ready),
            Ok(()) => Some(run.run_sync(id)),
            Err(error) => Some(Ran::Failed(error)),
        };
        if let Some(ran) = ran {
            run.conclude(id, ran, ready);
        }
    }

    /// Runs the members of `head`, then itself. `None`: the run stopped before.
    fn execute_unit(&self, head: TaskId, ready: &mut Vec<TaskId>) -> Option<Ran> {
        let run = self.run();
        let mut work = Vec::new();
        for id in run.members(head) {
            if run.is_doomed(run.cell(id)) {
                let content = run.skip(id);
                // SAFETY: it settles once, here, and readers learn of it below.
                unsafe { run.cell(id).slot.fill(content) };
            } else if run.is_running() {
                self.set_task(id);
                run.run_member(id);
            } else {
                // Those after it that are doomed still say so, up to the head.
                continue;
            }
            run.settle_member(id, &mut work, ready);
            if !work.is_empty() {
                run.settle(std::mem::take(&mut work), ready);
            }
        }
        let cell = run.cell(head);
        if run.is_doomed(cell) {
            let via = cell.doomed_by.load(Acquire);
            return Some(Ran::Doomed(run.failure(via).error.clone()));
        }
        self.set_task(head);
        run.is_running().then(|| run.run_sync(head))
    }
}

impl Run {
    /// Says that `id` starts; an error if it may not.
    pub(super) fn begin_task(self: &Arc<Run>, id: TaskId, worker: usize) -> Result<(), Error> {
        if let Some(watch) = &self.options.watch {
            let fused = self.members(id).map(|id| self.node(id).key()).collect();
            watch.started(id, self.node(id), fused, worker, self.queue().bound(self));
            self.announce_postponed();
        }
        self.refuse_inside_itself(id)
    }

    fn refuse_inside_itself(&self, id: TaskId) -> Result<(), Error> {
        match &self.options.ancestor {
            Some(ancestor) => ancestor.refuse(self.node(id)),
            None => Ok(()),
        }
    }

    /// Whether a task that waits for nothing will not run, for an input of it failed.
    fn is_doomed(&self, cell: &Cell) -> bool {
        cell.doomed_by.load(Acquire) != NONE && !cell.spec().catches
    }

    /// Runs a member of a unit, lets its inputs go and fills its slot.
    fn run_member(&self, id: TaskId) {
        let cell = self.cell(id);
        let ran = match self.refuse_inside_itself(id) {
            Ok(()) => self.fill_by_running(id, cell),
            Err(error) => Some(Ran::Failed(error)),
        };
        self.release_inputs(id);
        match ran {
            None => {}
            // SAFETY: it was not filled, and readers learn of it when it settles.
            Some(Ran::Failed(error)) => unsafe { cell.slot.fill(self.own_failure(id, error)) },
            Some(_) => unreachable!("a member gives a value or fails"),
        }
    }

    /// Runs cheap code, which has one try, and has it put its value where it belongs at once: each copy on the way
    /// would cost as much as the code itself. `None`: that was all.
    fn fill_by_running(&self, id: TaskId, cell: &Cell) -> Option<Ran> {
        let Code::Sync(code) = cell.code() else { unreachable!("what is cheap is sync") };
        match catch_unwind(AssertUnwindSafe(|| code(&Args::filling(self, id)))) {
            Ok(Outcome::Filled) => None,
            result => Some(self.judge(cell, result)),
        }
    }

    /// Settles a member whose slot is filled. Its reader is next in its unit, or its head; only a graph that grew
    /// has others.
    fn settle_member(&self, id: TaskId, work: &mut Vec<(TaskId, Content)>, ready: &mut Vec<TaskId>) {
        let cell = self.cell(id);
        // SAFETY: its reader, which is to run after this, holds an edge.
        let failed = matches!(unsafe { cell.slot.read() }, Content::Failed(_));
        let late = self.close(id, cell, if failed { state::FAILED } else { state::DONE });
        if failed {
            self.doom_readers(id);
        }
        for reader in late {
            self.input_settled(reader, failed.then_some(id), work, ready);
        }
    }

    /// Tells those that run after member `id` in its unit, as far as they need it, that it has failed or will.
    fn doom_readers(&self, mut id: TaskId) {
        while self.cell(id).member {
            let [reader] = *self.readers(self.cell(id)) else { unreachable!("a member has one reader") };
            let doomed_by = &self.cell(reader).doomed_by;
            if doomed_by.compare_exchange(NONE, id, AcqRel, Relaxed).is_err() || self.cell(reader).spec().catches {
                return;
            }
            id = reader;
        }
    }

    /// All inputs of `id` have settled: it becomes ready, or it and its members are skipped.
    pub(super) fn inputs_settled(&self, id: TaskId, work: &mut Vec<(TaskId, Content)>, ready: &mut Vec<TaskId>) {
        let cell = self.cell(id);
        if !self.is_doomed(cell) || self.members(id).any(|member| !self.is_doomed(self.cell(member))) {
            return ready.push(id);
        }
        for member in self.members(id) {
            let content = self.skip(member);
            // SAFETY: it settles once, here, and readers learn of it below.
            unsafe { self.cell(member).slot.fill(content) };
            self.settle_member(member, work, ready);
        }
        work.push((id, self.skip(id)));
    }

    fn run_sync(&self, id: TaskId) -> Ran {
        let cell = self.cell(id);
        let code = match cell.code() {
            Code::Sync(code) => code,
            Code::Choice => return Ran::Chosen(self.take_branch(id)),
            Code::Async(_) | Code::Own => unreachable!("the task is sync"),
        };
        let mut tries_left = cell.spec().retries;
        loop {
            let last = tries_left == 0;
            let result = catch_unwind(AssertUnwindSafe(|| code(&Args::borrowed(self, id, last))));
            match self.judge(cell, result) {
                Ran::Failed(error) if !last && self.is_running() => {
                    contain(|| drop(error));
                    tries_left -= 1;
                }
                ran => return ran,
            }
        }
    }

    pub(super) fn judge(&self, cell: &Cell, result: std::thread::Result<Outcome>) -> Ran {
        match result {
            Ok(Outcome::Value(value)) => Ran::Value(value),
            Ok(Outcome::Filled) => unreachable!("only a member fills its slot itself"),
            Ok(Outcome::Graph(node)) => Ran::Graph(node),
            Ok(Outcome::Failed(cause)) => Ran::Failed(Error::task_failed(&cell.node, cause)),
            Err(payload) => {
                let error = Error::task_panicked(&cell.node, payload.as_ref());
                contain(|| drop(payload));
                Ran::Failed(error)
            }
        }
    }

    /// Settles task `id`, or forwards it.
    pub(super) fn conclude(&self, id: TaskId, ran: Ran, ready: &mut Vec<TaskId>) {
        self.release_inputs(id);
        if let Some(watch) = &self.options.watch {
            let heard = watch.ended(id, &ran);
            self.announce_postponed();
            if !heard {
                contain(|| drop(ran));
                return;
            }
        }
        if self.is_over() {
            contain(|| drop(ran));
            return;
        }
        let before = ready.len();
        if self.cell(id).spec().grows && !matches!(ran, Ran::Graph(_)) {
            self.grower_done();
        }
        match ran {
            Ran::Graph(target) => {
                match self.grow(id, &target, ready) {
                    Ok(settled) => self.settle(settled, ready),
                    Err(error) => {
                        self.grower_done();
                        self.fail(id, error, ready);
                    }
                }
                contain(|| drop(target));
            }
            Ran::Chosen(target) => {
                let settled = self.choose(id, target, ready);
                self.settle(settled, ready);
            }
            Ran::Failed(error) => self.fail(id, error, ready),
            Ran::Doomed(_) => {
                let content = self.failed_by(self.cell(id).doomed_by.load(Acquire));
                self.settle([(id, content)], ready);
            }
            Ran::Value(value) => self.settle([(id, Content::Value(value))], ready),
        }
        if self.stalls(ready.len() - before) {
            self.break_cycles(ready);
        }
    }

    fn fail(&self, id: TaskId, error: Error, ready: &mut Vec<TaskId>) {
        self.settle([(id, self.own_failure(id, error))], ready);
    }

    /// Task `id` failed by itself.
    fn own_failure(&self, id: TaskId, error: Error) -> Content {
        if let Some(path) = self.path_to_root(id) {
            self.note(&error, || path);
        }
        Content::Failed(Box::new(Failure { error, via: id }))
    }

    /// Settles tasks, and all that settle by that.
    fn settle(&self, known: impl IntoIterator<Item = (TaskId, Content)>, ready: &mut Vec<TaskId>) {
        let (mut known, mut work) = (known.into_iter(), Vec::new());
        while let Some((id, content)) = work.pop().or_else(|| known.next()) {
            let cell = self.cell(id);
            if cell.settled() {
                continue;
            }
            let failed = matches!(content, Content::Failed(_));
            // SAFETY: tasks settle once, and readers learn of it below.
            unsafe { cell.slot.fill(content) };
            let late = self.close(id, cell, if failed { state::FAILED } else { state::DONE });
            for &reader in self.readers(cell).iter().chain(&late) {
                self.input_settled(reader, failed.then_some(id), &mut work, ready);
            }
            if cell.root {
                if failed {
                    // Told already, unless the graph grew a way here after the failure.
                    self.note(&self.failure(id).error, || self.path_from_origin(id));
                }
                self.root_settled();
            }
        }
    }

    /// One input of `reader` has settled, and failed if `failed` says which.
    fn input_settled(
        &self,
        reader: TaskId,
        failed: Option<TaskId>,
        work: &mut Vec<(TaskId, Content)>,
        ready: &mut Vec<TaskId>,
    ) {
        let (mut reader, mut cell) = (reader, self.cell(reader));
        if let Some(input) = failed {
            let _ = cell.doomed_by.compare_exchange(NONE, input, AcqRel, Relaxed);
            self.doom_readers(reader);
        }
        if cell.member {
            reader = cell.pending.load(Relaxed);
            cell = self.cell(reader);
        }
        if cell.pending.fetch_sub(1, AcqRel) != 1 || cell.settled() {
            return;
        }
        if cell.state.load(Acquire) == state::FORWARDED {
            work.push((reader, self.forwarded_content(reader)));
        } else {
            self.inputs_settled(reader, work, ready);
        }
    }

    /// What a task comes to that will not run, for an input of it failed.
    pub(super) fn skip(&self, id: TaskId) -> Content {
        self.release_inputs(id);
        let cell = self.cell(id);
        if cell.spec().grows {
            self.grower_done();
        }
        self.failed_by(cell.doomed_by.load(Acquire))
    }

    pub(super) fn failed_by(&self, via: TaskId) -> Content {
        Content::Failed(Box::new(Failure { error: self.failure(via).error.clone(), via }))
    }

    /// Nothing is live and roots are left: tasks wait for each other. The one that closed the circle fails.
    fn break_cycles(&self, ready: &mut Vec<TaskId>) {
        while self.is_running() {
            let before = ready.len();
            let Some(cycle) = self.cycle() else { return };
            let names: Vec<String> = cycle.iter().map(|&id| self.node(id).key().to_string()).collect();
            let text = format!("waits for its own result: {} -> {}", names.join(" -> "), names[0]);
            let error = Error::task_failed(self.node(cycle[0]), crate::error::Cause::Text(text));
            self.fail(cycle[0], error, ready);
            if !self.still_stalls(ready.len() - before) {
                return;
            }
        }
    }
}

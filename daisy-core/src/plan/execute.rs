//! Executing and settling: a ready task runs, and those it kept waiting become ready.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::*;
use std::task::Waker;

use crate::args::Args;
use crate::context::Entered;
use crate::error::{Error, panic_text};
use crate::node::Node;
use crate::operation::{Code, Outcome};
use crate::value::Value;

use super::run::{Cell, Options, Run, TaskId, state, traits};
use super::slot::{Content, Failure};
use super::watch::Watch;

/// What a task came to after its last try.
pub(super) enum Ran {
    /// Its value is in its slot.
    Filled,
    Value(Value),
    Graph(Node),
    /// Goes on as this input, whose edge it has given up.
    Chosen(TaskId),
    /// Gives the result of this input, whose edge it has given up.
    Passed(TaskId),
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

/// What `f` gives, or what its panic said.
pub(crate) fn caught<R>(f: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| {
        let text = panic_text(payload.as_ref());
        contain(|| drop(payload));
        text
    })
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
        let cell = run.cell(id);
        let ran = match run.begin_task(id, worker) {
            Ok(()) if cell.is(traits::HEAD) => self.execute_unit(id, cell, ready),
            Ok(()) => Some(run.run_sync(id, cell)),
            Err(error) => Some(Ran::Failed(error)),
        };
        if let Some(ran) = ran {
            run.conclude(id, ran, ready);
        }
    }
}

impl Run {
    /// Says that `id` starts; an error if it may not.
    #[inline]
    pub(super) fn begin_task(self: &Arc<Run>, id: TaskId, worker: usize) -> Result<(), Error> {
        let Options { watch, ancestor, .. } = &self.options;
        if watch.is_none() && ancestor.is_none() { Ok(()) } else { self.tell_start(id, worker) }
    }

    #[cold]
    fn tell_start(self: &Arc<Run>, id: TaskId, worker: usize) -> Result<(), Error> {
        if let Some(watch) = &self.options.watch {
            watch.started(self, id, worker, self.queue().bound(self));
            self.announce_postponed();
        }
        self.refuse_inside_itself(id)
    }

    #[inline]
    pub(super) fn refuse_inside_itself(&self, id: TaskId) -> Result<(), Error> {
        match &self.options.ancestor {
            Some(ancestor) => ancestor.refuse(self.node(id)),
            None => Ok(()),
        }
    }

    pub(super) fn run_sync(&self, id: TaskId, cell: &Cell) -> Ran {
        let code = self.code(id, cell);
        let Code::Sync(code) = code else { return self.run_passing(id, code) };
        let mut tries_left = cell.spec().retries;
        loop {
            let last = tries_left == 0;
            let result = catch_unwind(AssertUnwindSafe(|| code(&Args::borrowed(self, id, cell, last))));
            match self.judge(id, result) {
                Ran::Failed(error) if !last && self.is_running() => {
                    contain(|| drop(error));
                    tries_left -= 1;
                }
                ran => return ran,
            }
        }
    }

    /// Runs a task that gives the result of another.
    #[cold]
    fn run_passing(&self, id: TaskId, code: &Code) -> Ran {
        match code {
            Code::Choice => Ran::Chosen(self.take_branch(id)),
            Code::Pass => Ran::Passed(self.take_passed(id)),
            Code::Sync(_) | Code::Async(_) | Code::Own => unreachable!("the task is sync"),
        }
    }

    #[inline]
    pub(super) fn judge(&self, id: TaskId, result: std::thread::Result<Outcome>) -> Ran {
        match result {
            Ok(Outcome::Filled) => Ran::Filled,
            Ok(Outcome::Value(value)) => Ran::Value(value),
            Ok(Outcome::Graph(node)) => Ran::Graph(node),
            Ok(Outcome::Failed(cause)) => Ran::Failed(Error::task_failed(self.node(id), cause)),
            Err(payload) => Ran::Failed(self.panicked(id, payload)),
        }
    }

    /// The error of task `id`, whose code panicked.
    pub(super) fn panicked(&self, id: TaskId, payload: Box<dyn Any + Send>) -> Error {
        let error = Error::task_panicked(self.node(id), payload.as_ref());
        contain(|| drop(payload));
        self.unfill(id);
        error
    }

    /// Lets go of the inputs of task `id`, says that it ended, and settles or forwards it.
    #[inline]
    pub(super) fn conclude(&self, id: TaskId, ran: Ran, ready: &mut Vec<TaskId>) {
        self.release_inputs(id);
        let heard = self.options.watch.as_ref().is_none_or(|watch| self.tell_end(watch, id, &ran));
        if !heard || self.is_over() {
            contain(|| drop(ran));
        } else if matches!(ran, Ran::Filled) && self.growth.is_none() {
            self.filled(id, self.cell(id), ready);
        } else {
            self.settle_or_forward(id, ran, ready);
        }
    }

    /// Whether anyone still wants to know what `id` came to.
    #[cold]
    fn tell_end(&self, watch: &Watch, id: TaskId, ran: &Ran) -> bool {
        let heard = watch.ended(self, id, ran);
        self.announce_postponed();
        heard
    }

    /// Settles task `id`, or forwards it.
    fn settle_or_forward(&self, id: TaskId, ran: Ran, ready: &mut Vec<TaskId>) {
        let (before, cell) = (ready.len(), self.cell(id));
        if self.growth.is_some() && cell.spec().grows && !matches!(ran, Ran::Graph(_)) {
            self.grower_done();
        }
        match ran {
            Ran::Filled => self.filled(id, cell, ready),
            Ran::Value(value) => {
                if !value.ty().is_small() {
                    self.count_in(id, &value);
                }
                // SAFETY: it settles once, here, and readers learn of it below.
                unsafe { cell.slot.fill_value(value) };
                self.filled(id, cell, ready);
            }
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
            Ran::Passed(input) => self.settle([(id, self.alias(input))], ready),
            Ran::Failed(error) => self.fail(id, error, ready),
            Ran::Doomed(_) => {
                let content = self.failed_by(self.dooms.of(id).expect("it was doomed"));
                self.settle([(id, content)], ready);
            }
        }
        if self.stalls(ready.len() - before) {
            self.break_cycles(ready);
        }
    }

    fn fail(&self, id: TaskId, error: Error, ready: &mut Vec<TaskId>) {
        self.settle([(id, self.own_failure(id, error))], ready);
    }

    /// Task `id` failed by itself.
    pub(super) fn own_failure(&self, id: TaskId, error: Error) -> Content {
        if let Some(path) = self.path_to_root(id) {
            self.note(&error, || path);
        }
        Content::Failed(Box::new(Failure { error, via: id }))
    }

    /// Settles tasks, and all that settle by that.
    pub(super) fn settle(&self, known: impl IntoIterator<Item = (TaskId, Content)>, ready: &mut Vec<TaskId>) {
        let (mut known, mut work) = (known.into_iter(), Vec::new());
        while let Some((id, content)) = work.pop().or_else(|| known.next()) {
            let cell = self.cell(id);
            if cell.settled() {
                continue;
            }
            let failed = matches!(content, Content::Failed(_));
            // SAFETY: tasks settle once, and readers learn of it below.
            unsafe { cell.slot.fill(content) };
            self.tell_readers(id, cell, failed, &mut work, ready);
        }
    }

    /// Settles a task whose value is in its slot.
    #[inline]
    fn filled(&self, id: TaskId, cell: &Cell, ready: &mut Vec<TaskId>) {
        let mut work = Vec::new();
        self.tell_readers(id, cell, false, &mut work, ready);
        if !work.is_empty() {
            self.settle(work, ready);
        }
    }

    #[inline]
    fn tell_readers(
        &self,
        id: TaskId,
        cell: &Cell,
        failed: bool,
        work: &mut Vec<(TaskId, Content)>,
        ready: &mut Vec<TaskId>,
    ) {
        let late = self.close(id, cell, if failed { state::FAILED } else { state::DONE });
        for &reader in self.readers(id).iter().chain(&late) {
            self.input_settled(reader, failed.then_some(id), work, ready);
        }
        if cell.is(traits::ROOT) {
            if failed {
                // Told already, unless the graph grew a way here after the failure.
                self.note(&self.failure(id).error, || self.path_from_origin(id));
            }
            self.root_settled(id);
        }
    }

    /// One input of `reader` has settled, and failed if `failed` says which.
    #[inline(always)]
    pub(super) fn input_settled(
        &self,
        reader: TaskId,
        failed: Option<TaskId>,
        work: &mut Vec<(TaskId, Content)>,
        ready: &mut Vec<TaskId>,
    ) {
        let (mut reader, mut cell) = (reader, self.cell(reader));
        if let Some(input) = failed {
            self.dooms.add(reader, input);
            self.doom_readers(reader);
        }
        if cell.is(traits::MEMBER) {
            reader = self.head(reader, cell);
            cell = self.cell(reader);
        }
        if !cell.one_settled() {
            return;
        }
        if self.growth.is_none() && self.dooms.are_none() {
            return ready.push(reader);
        }
        match cell.state.load(Acquire) {
            state::OPEN => self.inputs_settled(reader, work, ready),
            state::FORWARDED => work.push((reader, self.forwarded_content(reader))),
            _ => {}
        }
    }

    /// What a task comes to that will not run, for an input of it failed.
    pub(super) fn skip(&self, id: TaskId) -> Content {
        self.release_inputs(id);
        let cell = self.cell(id);
        if cell.spec().grows {
            self.grower_done();
        }
        self.failed_by(self.dooms.of(id).expect("only what is doomed is skipped"))
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

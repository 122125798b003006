//! One run of a plan: a pure state machine that threads drive and that has none of its own.
//!
//! A task *settles* when its result, its failure, or the task that runs on in its place is known. It is
//! *ready* when all its inputs have settled. Executing a task settles it and tells which others became
//! ready; whoever executes hands those on to the run's queue.
//!
//! Tasks have ids in the order of the plan: `0..tasks` the tasks known from the start, then constants,
//! then what grew. An input edge of a task is one entry of `edges`; it is owned by that task alone, and
//! set to `TAKEN` when the task has consumed it.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize, Ordering::*};
use std::sync::{Arc, Mutex, OnceLock};

use crate::context::Ancestor;
use crate::delayed::constant_value;
use crate::error::{Error, Result};
use crate::key::Digest;
use crate::node::{Call, Node};
use crate::operation::{Kind, Spec};
use crate::value::{Data, Value};

use super::execute::contain;
use super::fail::Failures;
use super::grow::{Grown, Growth};
use super::pending::AsyncTasks;
use super::queue::Queue;
use super::signal::Signal;
use super::slot::{Content, Failure, Slot};
use super::watch::Watch;

/// A task's place in its plan.
pub type TaskId = u32;

/// No task; of an edge: consumed.
pub(super) const NONE: TaskId = u32::MAX;
const TAKEN: TaskId = NONE;

/// A part of an array.
#[derive(Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Span {
    fn of<'a, T>(&self, array: &'a [T]) -> &'a [T] {
        &array[self.start as usize..][..self.len as usize]
    }
}

/// How far a task is. Changes under the growth's lock in a run that grows.
pub(super) mod state {
    pub(crate) const OPEN: u8 = 0;
    /// Has run; another task runs on in its place.
    pub(crate) const FORWARDED: u8 = 1;
    pub(crate) const DONE: u8 = 2;
    pub(crate) const FAILED: u8 = 3;
}

pub(super) struct Cell {
    pub(super) node: Node,
    pub(super) inputs: Span,
    pub(super) readers: Span,
    /// Inputs that have not settled; of a forwarded task, the one it waits for.
    pub(super) pending: AtomicU32,
    /// The first input that failed.
    pub(super) doomed_by: AtomicU32,
    pub(super) state: AtomicU8,
    pub(super) root: bool,
    pub(super) slot: Slot,
}

impl Cell {
    /// `pending` of its inputs have not settled; its result has `edges` readers.
    pub(super) fn new(node: Node, pending: u32, edges: u32) -> Cell {
        Cell {
            node,
            inputs: Span::default(),
            readers: Span::default(),
            pending: AtomicU32::new(pending),
            doomed_by: AtomicU32::new(NONE),
            state: AtomicU8::new(state::OPEN),
            root: false,
            slot: Slot::new(edges),
        }
    }

    pub(super) fn call(&self) -> &Call {
        self.node.call().expect("only tasks have cells")
    }

    pub(super) fn spec(&self) -> &'static Spec {
        self.call().operation.spec
    }

    pub(super) fn settled(&self) -> bool {
        self.state.load(Acquire) >= state::DONE
    }
}

/// Where an id leads.
pub(super) enum Place<'a> {
    Task(&'a Cell),
    Constant(&'a Node),
}

/// How a run is to be done.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) keep_going: bool,
    pub(crate) workers: Option<usize>,
    pub(crate) watch: Option<Box<Watch>>,
    pub(crate) ancestor: Option<Arc<Ancestor>>,
}

/// How far the run is.
pub(super) mod phase {
    pub(crate) const RUNNING: u8 = 0;
    /// Something failed: nothing new starts.
    pub(crate) const STOPPING: u8 = 1;
    pub(crate) const OVER: u8 = 2;
}

#[doc(hidden)]
pub struct Run {
    pub(super) cells: Box<[Cell]>,
    pub(super) constants: Box<[Node]>,
    pub(super) edges: Box<[AtomicU32]>,
    pub(super) readers: Box<[TaskId]>,
    pub(super) cpu_sources: Box<[TaskId]>,
    pub(super) other_sources: Box<[TaskId]>,
    /// As asked for, repeats included.
    pub(super) roots: Box<[TaskId]>,
    /// Roots that have not settled.
    pub(super) roots_left: AtomicUsize,
    pub(super) growth: Option<Growth>,
    pub(super) phase: AtomicU8,
    /// Threads that run tasks of this run, and tasks handed out.
    pub(super) busy: AtomicUsize,
    pub(super) failures: Mutex<Failures>,
    pub(crate) options: Options,
    pub(super) queue: OnceLock<Box<dyn Queue>>,
    pub(super) async_tasks: AsyncTasks,
    pub(crate) signal: Signal,
    /// Whether a thread is blocked until this run is over.
    pub(super) waited_for: AtomicBool,
}

impl Run {
    /// Finds the place of `id`.
    pub(super) fn place(&self, id: TaskId) -> Place<'_> {
        let id = id as usize;
        if let Some(cell) = self.cells.get(id) {
            return Place::Task(cell);
        }
        match self.constants.get(id - self.cells.len()) {
            Some(node) => Place::Constant(node),
            None => match self.grown(id) {
                Grown::Task { cell, .. } => Place::Task(cell),
                Grown::Constant(node) => Place::Constant(node),
            },
        }
    }

    fn grown(&self, id: usize) -> &Grown {
        let growth = self.growth.as_ref().expect("ids past the constants were grown");
        &growth.grown[id - self.cells.len() - self.constants.len()]
    }

    /// The id of the first that grows.
    pub(super) fn first_grown(&self) -> usize {
        self.cells.len() + self.constants.len()
    }

    pub(super) fn cell(&self, id: TaskId) -> &Cell {
        match self.place(id) {
            Place::Task(cell) => cell,
            Place::Constant(_) => unreachable!("a constant is no task"),
        }
    }

    pub(super) fn node(&self, id: TaskId) -> &Node {
        match self.place(id) {
            Place::Task(cell) => &cell.node,
            Place::Constant(node) => node,
        }
    }

    pub(crate) fn digest_of(&self, id: TaskId) -> Digest {
        self.node(id).0.digest
    }

    pub(crate) fn call(&self, id: TaskId) -> &Call {
        self.cell(id).call()
    }

    #[doc(hidden)]
    pub fn kind(&self, id: TaskId) -> Kind {
        self.cell(id).spec().kind
    }

    /// Smaller is more urgent.
    pub(super) fn urgency(&self, id: TaskId) -> u32 {
        if (id as usize) < self.cells.len() {
            return id;
        }
        match self.grown(id as usize) {
            Grown::Task { urgency, .. } => *urgency,
            Grown::Constant(_) => unreachable!("a constant is no task"),
        }
    }

    /// The CPU tasks that read no task, in order.
    #[doc(hidden)]
    pub fn cpu_sources(&self) -> &[TaskId] {
        &self.cpu_sources
    }

    /// The async and blocking tasks that read no task, in order.
    #[doc(hidden)]
    pub fn other_sources(&self) -> &[TaskId] {
        &self.other_sources
    }

    pub(super) fn edges(&self, id: TaskId) -> &[AtomicU32] {
        match self.cells.get(id as usize) {
            Some(cell) => cell.inputs.of(&self.edges),
            None => match self.grown(id as usize) {
                Grown::Task { edges, .. } => edges,
                Grown::Constant(_) => &[],
            },
        }
    }

    /// The readers known from the start.
    pub(super) fn readers(&self, cell: &Cell) -> &[TaskId] {
        cell.readers.of(&self.readers)
    }

    pub(crate) fn task_count(&self) -> usize {
        self.cells.len() + self.growth.as_ref().map_or(0, Growth::task_count)
    }

    pub(crate) fn task_nodes(&self) -> impl Iterator<Item = &Node> {
        let grown = self.growth.iter().flat_map(|growth| growth.grown.iter()).filter_map(|(_, grown)| match grown {
            Grown::Task { cell, .. } => Some(&cell.node),
            Grown::Constant(_) => None,
        });
        self.cells.iter().map(|cell| &cell.node).chain(grown)
    }

    // Reading inputs, while the task that owns the edges runs.

    /// Input `index` of task `id`, or `None` if it is of another type.
    pub(crate) fn input<T: Data>(&self, id: TaskId, index: usize) -> Option<&T> {
        self.value(self.edges(id)[index].load(Relaxed))
    }

    fn value<T: Data>(&self, id: TaskId) -> Option<&T> {
        match self.place(id) {
            Place::Constant(node) => node.constant().and_then(constant_value),
            // SAFETY: the caller holds an edge of this slot, which has settled: its reader runs.
            Place::Task(cell) => match unsafe { cell.slot.read() } {
                Content::Value(value) => value.get(),
                Content::Alias(id) => self.value(*id),
                Content::Failed(_) | Content::Empty => None,
            },
        }
    }

    /// Input `index` by value: moved if this is its last reader and last try, else cloned.
    pub(crate) fn take_input<T: Data + Clone>(&self, id: TaskId, index: usize, last: bool) -> Option<T> {
        let edge = &self.edges(id)[index];
        if !last {
            return self.value(edge.load(Relaxed)).cloned();
        }
        match self.claim(edge) {
            Some(value) => value.take().ok(),
            None => {
                let value = self.value(edge.load(Relaxed)).cloned();
                self.release(edge.swap(TAKEN, Relaxed));
                value
            }
        }
    }

    /// Input `index` by value without a copy, if nobody else may read it.
    pub(crate) fn move_input<T: Data>(&self, id: TaskId, index: usize) -> Option<T> {
        self.claim(&self.edges(id)[index]).map(|value| value.unshared().expect("keys cover types"))
    }

    /// Consumes an edge that is the last.
    fn claim(&self, edge: &AtomicU32) -> Option<Value> {
        loop {
            let Place::Task(cell) = self.place(edge.load(Relaxed)) else { return None };
            if !cell.slot.claim() {
                return None;
            }
            // SAFETY: `claim` gave up the last edge.
            match unsafe { cell.slot.empty() } {
                Content::Value(value) => {
                    edge.store(TAKEN, Relaxed);
                    return Some(value);
                }
                // The edge that the alias held of its target is the caller's now.
                Content::Alias(target) => edge.store(target, Relaxed),
                Content::Failed(_) | Content::Empty => unreachable!("a task runs when all its inputs have values"),
            }
        }
    }

    /// The failure that task `id` catches.
    pub(crate) fn failed_input(&self, id: TaskId) -> Option<Error> {
        let via = self.cell(id).doomed_by.load(Relaxed);
        (via != NONE).then(|| self.failure(via).error.with_path(self.path_from_origin(via)))
    }

    pub(super) fn failure(&self, id: TaskId) -> &Failure {
        // SAFETY: failures are never emptied, and the caller knows of this one since it settled.
        match unsafe { self.cell(id).slot.read() } {
            Content::Failed(failure) => failure,
            _ => unreachable!("the caller saw it fail"),
        }
    }

    /// Gives up the edges that task `id` has not consumed.
    pub(super) fn release_inputs(&self, id: TaskId) {
        for edge in self.edges(id) {
            self.release(edge.swap(TAKEN, Relaxed));
        }
    }

    /// Gives up one edge of `id`, and drops its value if it was the last.
    pub(super) fn release(&self, id: TaskId) {
        if id == NONE {
            return;
        }
        let Place::Task(cell) = self.place(id) else { return };
        if !cell.slot.release() || cell.state.load(Relaxed) == state::FAILED {
            return;
        }
        // SAFETY: that was the last edge.
        match unsafe { cell.slot.empty() } {
            Content::Alias(target) => self.release(target),
            content => {
                contain(|| drop(content));
            }
        }
    }

    // Phases.

    /// Whether tasks may start.
    #[doc(hidden)]
    pub fn is_running(&self) -> bool {
        self.phase.load(SeqCst) == phase::RUNNING
    }

    /// Whether its end is known.
    #[doc(hidden)]
    pub fn is_over(&self) -> bool {
        self.phase.load(SeqCst) == phase::OVER
    }

    /// Whether a thread is blocked until this run is over.
    #[doc(hidden)]
    pub fn is_waited_for(&self) -> bool {
        self.waited_for.load(SeqCst)
    }

    pub(crate) fn set_waited_for(&self) {
        self.waited_for.store(true, SeqCst);
    }

    /// Announces that this thread is about to run tasks. False: the run is stopping or over, and the
    /// caller has nothing to [`leave`](Run::leave).
    #[doc(hidden)]
    pub fn enter(&self) -> bool {
        self.busy.fetch_add(1, SeqCst);
        if self.is_running() {
            return true;
        }
        self.leave();
        false
    }

    /// Takes the announcement back. The last to leave a stopping run ends it.
    #[doc(hidden)]
    pub fn leave(&self) {
        if self.busy.fetch_sub(1, SeqCst) == 1 && self.phase.load(SeqCst) == phase::STOPPING {
            self.finish();
        }
    }

    pub(super) fn stop(&self) {
        // The caller is busy, so the run ends when it leaves.
        let _ = self.phase.compare_exchange(phase::RUNNING, phase::STOPPING, SeqCst, SeqCst);
        self.wake_queue();
    }

    /// A root has settled.
    pub(super) fn root_settled(&self) {
        if self.roots_left.fetch_sub(1, AcqRel) == 1 {
            self.finish();
        }
    }

    fn finish(&self) {
        let failures = self.failures.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).list.clone();
        self.end(Error::first_of(failures).map_or(Ok(()), Err));
    }

    /// Ends the run with an error of kind `Executor`.
    #[doc(hidden)]
    pub fn abort(&self, why: &str) {
        self.give_up(Error::executor(why));
    }

    /// Gives up at once: what runs ends unheard, async tasks are dropped.
    pub(crate) fn give_up(&self, error: Error) {
        self.end(Err(error));
    }

    fn end(&self, result: Result<()>) {
        if self.phase.swap(phase::OVER, SeqCst) == phase::OVER {
            return;
        }
        self.async_tasks.drop_all();
        match &self.options.watch {
            Some(watch) if watch.postpone(&result) => {}
            _ => self.announce(result),
        }
    }

    fn announce(&self, result: Result<()>) {
        if let Some(watch) = &self.options.watch {
            watch.finished(&result);
        }
        self.signal.set(result);
        self.wake_queue();
    }

    /// Announces an end that an observer brought about while it was told something.
    pub(crate) fn announce_postponed(&self) {
        if let Some(result) = self.options.watch.as_ref().and_then(|watch| watch.take_postponed()) {
            self.announce(result);
        }
    }

    fn wake_queue(&self) {
        if let Some(queue) = self.queue.get() {
            queue.wake(self);
        }
    }

    /// Ends a run that has nothing to run.
    pub(crate) fn begin(&self) {
        if self.roots_left.load(Acquire) == 0 {
            self.finish();
        }
    }

    /// The results of the roots, by digest, once the run ended well. Called once.
    pub(crate) fn take_roots(&self) -> impl Iterator<Item = (Digest, RootValue)> {
        debug_assert!(self.is_over());
        self.roots.iter().map(|&root| (self.digest_of(root), self.take_root(root)))
    }

    fn take_root(&self, root: TaskId) -> RootValue {
        let cell = match self.place(root) {
            Place::Constant(node) => return RootValue::Held(node.clone()),
            Place::Task(cell) => cell,
        };
        let last = cell.slot.release();
        // SAFETY: every task has settled and none runs, so this thread is the only one that reads slots.
        match unsafe { cell.slot.empty() } {
            Content::Value(value) if last => RootValue::Value(value),
            Content::Value(value) => {
                let (here, there) = value.split();
                // SAFETY: as above.
                unsafe { cell.slot.fill(Content::Value(here)) };
                RootValue::Value(there)
            }
            Content::Alias(target) if last => self.take_root(target),
            Content::Alias(target) => {
                // SAFETY: as above.
                unsafe { cell.slot.fill(Content::Alias(target)) };
                if let Place::Task(cell) = self.place(target) {
                    cell.slot.acquire();
                }
                self.take_root(target)
            }
            Content::Failed(_) | Content::Empty => unreachable!("the run ended well"),
        }
    }
}

/// A result that was asked for.
pub(crate) enum RootValue {
    Value(Value),
    /// A constant's, which its node holds.
    Held(Node),
}

impl Drop for Run {
    /// What a run that ended early leaves behind is dropped value by value, so that a panic in one loses no other.
    fn drop(&mut self) {
        // Also nodes hold user values: constants and captures.
        for cell in std::mem::take(&mut self.cells) {
            contain(|| drop(cell.slot));
            contain(|| drop(cell.node));
        }
        for node in std::mem::take(&mut self.constants) {
            contain(|| drop(node));
        }
        for grown in self.growth.take().into_iter().flat_map(|growth| growth.grown) {
            contain(|| drop(grown));
        }
        let failures = self.failures.get_mut().unwrap_or_else(|poisoned| poisoned.into_inner());
        for failure in std::mem::take(&mut failures.list) {
            contain(|| drop(failure));
        }
        contain(|| drop(self.options.watch.take()));
    }
}

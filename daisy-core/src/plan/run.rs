//! One run of a plan: a pure state machine that threads drive and that has none of its own.
//!
//! A task *settles* when its result, its failure, or the task that runs on in its place is known. It is
//! *ready* when all its inputs have settled. Executing a task settles it and tells which others became
//! ready; whoever executes hands those on to the run's queue. A task that only untaken branches of choices
//! lead to is *asleep*: it becomes ready only once it is woken, too.
//!
//! Tasks have ids: `0..tasks` those known from the start, in the order of the plan or, with a rank each that tells that
//! order, of the walk; then constants, then what grew. An input edge of a task is one entry of `edges`; it is owned by that task alone, and
//! set to `TAKEN` when the task has consumed it.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering::*};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::ThreadId;

use crate::context::Ancestor;
use crate::key::Digest;
use crate::lent::{Keep, Lent};
use crate::node::{Extra, Node, Sort};
use crate::operation::{Code, Kind, Operation, Spec};
use crate::sync::{AtomicU32, count_down};

use super::execute::contain;
use super::fail::{Dooms, Failures};
use super::grow::{Grown, Growth};
use super::lines::Lines;
use super::memory::Memory;
use super::pending::AsyncTasks;
use super::queue::Queue;
use super::roots::RootsLeft;
use super::signal::Signal;
use super::slot::Slot;
use super::watch::Watch;

/// A task's place in its plan.
pub type TaskId = u32;

/// No task; of an edge: consumed.
pub(super) const NONE: TaskId = u32::MAX;
pub(super) const TAKEN: TaskId = NONE;
/// No task, nor what an edge leads to.
pub(super) const NOWHERE: TaskId = u32::MAX - 1;

/// How far a task is. Changes under the growth's lock in a run that grows.
pub(super) mod state {
    pub(crate) const OPEN: u8 = 0;
    /// Has run; another task runs on in its place.
    pub(crate) const FORWARDED: u8 = 1;
    pub(crate) const DONE: u8 = 2;
    pub(crate) const FAILED: u8 = 3;
}

/// What a run keeps of a task where every step of it looks: one cache line.
pub(crate) struct Cell {
    pub(super) operation: &'static Operation,
    pub(super) slot: Slot,
    /// Inputs that have not settled, its members' among them; of a forwarded task, the one it waits for; of a
    /// member, the head it runs with; of the last of those, the first.
    pub(super) pending: AtomicU32,
    /// Where its part of the edges ends, which begins where that of the task before ends.
    pub(super) inputs_end: u32,
    /// Likewise of the readers.
    pub(super) readers_end: u32,
    pub(super) state: AtomicU8,
    pub(super) traits: u8,
    /// Not needed, as far as is known: only branches lead to it, and none of them was taken. It counts as one more
    /// pending input. Changes under the growth's lock.
    pub(super) asleep: AtomicBool,
}

#[cfg(all(target_pointer_width = "64", not(daisy_loom)))]
const _: () = assert!(size_of::<Cell>() == 64);

/// What a cell's task is, as flags.
pub(super) mod traits {
    /// Its result was asked for.
    pub(crate) const ROOT: u8 = 1;
    /// Runs as part of its reader, right before it: see `fuse`.
    pub(crate) const MEMBER: u8 = 2;
    /// Has members, which come right before it.
    pub(crate) const HEAD: u8 = 4;
    /// Is the last of these.
    pub(crate) const LAST: u8 = 16;
    /// Its node has more to its call.
    pub(crate) const EXTRA: u8 = 8;
}

impl Cell {
    /// `pending` of its inputs have not settled; its result has so many `readers`, and was `asked` for so many times.
    #[inline]
    pub(super) fn new(operation: &'static Operation, sort: Sort, pending: u32, readers: u32, asked: u32) -> Cell {
        let root = if asked > 0 { traits::ROOT } else { 0 };
        Cell {
            operation,
            slot: Slot::new(readers + asked),
            pending: AtomicU32::new(pending),
            inputs_end: 0,
            readers_end: 0,
            state: AtomicU8::new(state::OPEN),
            traits: root | if sort.is(Sort::EXTRA) { traits::EXTRA } else { 0 },
            asleep: AtomicBool::new(false),
        }
    }

    pub(crate) fn spec(&self) -> &'static Spec {
        self.operation.spec
    }

    #[inline]
    pub(super) fn is(&self, flag: u8) -> bool {
        self.traits & flag != 0
    }

    /// One of those that `pending` counts has settled. Whether it was the last.
    #[inline]
    pub(super) fn one_settled(&self) -> bool {
        count_down(&self.pending)
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
    /// Whether cheap tasks run as part of their readers.
    pub(crate) fuse: bool,
    pub(crate) watch: Option<Box<Watch>>,
    pub(crate) ancestor: Option<Arc<Ancestor>>,
    pub(crate) waiter: Waiter,
}

/// Which thread is blocked until the run is over.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Waiter {
    #[default]
    Nobody,
    /// One that runs tasks of the run meanwhile.
    Helper,
    /// This one, which runs none.
    Idle(ThreadId),
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
    pub(super) cells: Lines<Cell>,
    /// Of the tasks, then the constants. Each is kept by `keep`: it is one of those, or what one of those reads.
    pub(super) nodes: Box<[Lent]>,
    #[expect(dead_code, reason = "held for its drop")]
    pub(super) keep: Keep,
    /// Stands for the constants that tasks find where they read them; `NOWHERE` if there are none.
    pub(super) given: TaskId,
    /// When each task is to run, if that is not the order of their ids.
    pub(super) ranks: Box<[u32]>,
    /// Whether one thread alone may run the tasks as they stand: none grows it, chooses or waits outside.
    pub(super) in_sequence: bool,
    /// How many of the cells are members of others.
    pub(super) members: usize,
    pub(super) edges: Box<[AtomicU32]>,
    pub(super) readers: Box<[TaskId]>,
    pub(super) cpu_sources: Box<[TaskId]>,
    pub(super) other_sources: Box<[TaskId]>,
    /// As asked for, repeats included.
    pub(super) roots: Box<[TaskId]>,
    /// Roots that have not settled.
    pub(super) roots_left: RootsLeft,
    pub(super) growth: Option<Growth>,
    pub(super) phase: AtomicU8,
    /// Threads that run tasks of this run, and tasks handed out.
    pub(super) busy: AtomicUsize,
    pub(super) failures: Mutex<Failures>,
    pub(super) dooms: Dooms,
    pub(crate) options: Options,
    pub(super) queue: OnceLock<Box<dyn Queue>>,
    /// For an executor that heeds it.
    pub(super) memory: OnceLock<Memory>,
    pub(super) async_tasks: AsyncTasks,
    pub(crate) signal: Signal,
}

impl Run {
    /// Finds the place of `id`.
    #[inline]
    pub(super) fn place(&self, id: TaskId) -> Place<'_> {
        let id = id as usize;
        if let Some(cell) = self.cells.get(id) {
            return Place::Task(cell);
        }
        match self.nodes.get(id) {
            Some(node) => Place::Constant(node),
            None => self.grown_place(id),
        }
    }

    #[cold]
    fn grown_place(&self, id: usize) -> Place<'_> {
        match self.grown(id) {
            Grown::Task { cell, .. } => Place::Task(cell),
            Grown::Constant(node) => Place::Constant(node),
        }
    }

    fn grown(&self, id: usize) -> &Grown {
        let growth = self.growth.as_ref().expect("ids past the constants were grown");
        &growth.grown[id - self.nodes.len()]
    }

    /// The id of the first that grows.
    pub(super) fn first_grown(&self) -> usize {
        self.nodes.len()
    }

    #[inline]
    pub(crate) fn cell(&self, id: TaskId) -> &Cell {
        self.cells.get(id as usize).unwrap_or_else(|| self.grown_cell(id))
    }

    #[cold]
    fn grown_cell(&self, id: TaskId) -> &Cell {
        match self.place(id) {
            Place::Task(cell) => cell,
            Place::Constant(_) => unreachable!("a constant is no task"),
        }
    }

    pub(crate) fn node(&self, id: TaskId) -> &Node {
        match self.nodes.get(id as usize) {
            Some(node) => node,
            None => match self.grown(id as usize) {
                Grown::Task { node, .. } | Grown::Constant(node) => node,
            },
        }
    }

    pub(crate) fn digest_of(&self, id: TaskId) -> Digest {
        self.node(id).0.digest
    }

    /// What few calls have.
    #[inline]
    pub(crate) fn extra(&self, id: TaskId, cell: &Cell) -> Option<&Extra> {
        if cell.is(traits::EXTRA) { self.node(id).call().and_then(|call| call.extra().map(Arc::as_ref)) } else { None }
    }

    #[inline]
    pub(super) fn code(&self, id: TaskId, cell: &Cell) -> &Code {
        self.extra(id, cell).and_then(|extra| extra.code.as_deref()).unwrap_or(&cell.operation.code)
    }

    #[doc(hidden)]
    #[inline]
    pub fn kind(&self, id: TaskId) -> Kind {
        self.cell(id).spec().kind
    }

    /// Smaller is more urgent.
    #[doc(hidden)]
    #[inline]
    pub fn urgency(&self, id: TaskId) -> u32 {
        if (id as usize) < self.cells.len() {
            return self.ranks.get(id as usize).copied().unwrap_or(id);
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

    #[inline]
    pub(crate) fn edges(&self, id: TaskId) -> &[AtomicU32] {
        match self.cells.get(id as usize) {
            Some(cell) => &self.edges[self.before(id, |cell| cell.inputs_end)..cell.inputs_end as usize],
            None => self.grown_edges(id as usize),
        }
    }

    /// Where a part of task `id` begins: where that of the one before ends.
    #[inline]
    fn before(&self, id: TaskId, end: impl Fn(&Cell) -> u32) -> usize {
        (id as usize).checked_sub(1).map_or(0, |before| end(&self.cells[before]) as usize)
    }

    #[cold]
    fn grown_edges(&self, id: usize) -> &[AtomicU32] {
        match self.grown(id) {
            Grown::Task { edges, .. } => edges,
            Grown::Constant(_) => &[],
        }
    }

    /// The inputs that it waits for.
    pub(super) fn strict_edges(&self, id: TaskId) -> &[AtomicU32] {
        let edges = self.edges(id);
        &edges[..self.cell(id).operation.strict(edges.len())]
    }

    /// The readers known from the start, but for choices that may take it as a branch.
    #[inline]
    pub(super) fn readers(&self, id: TaskId) -> &[TaskId] {
        match self.cells.get(id as usize) {
            Some(cell) => &self.readers[self.before(id, |cell| cell.readers_end)..cell.readers_end as usize],
            None => &[],
        }
    }

    pub(crate) fn task_count(&self) -> usize {
        self.cells.len() - self.members + self.growth.as_ref().map_or(0, Growth::task_count)
    }

    /// The tasks that run as part of `head`, in order.
    pub(crate) fn members(&self, head: TaskId) -> Range<TaskId> {
        let has_some = self.cell(head).is(traits::HEAD);
        let first = if has_some { self.cells[head as usize - 1].pending.load(Relaxed) } else { head };
        first..head
    }

    /// The task that `member` runs with.
    #[inline]
    pub(super) fn head(&self, member: TaskId, cell: &Cell) -> TaskId {
        if cell.is(traits::LAST) { member + 1 } else { cell.pending.load(Relaxed) }
    }

    /// Their nodes.
    pub(super) fn member_nodes(&self, head: TaskId) -> &[Lent] {
        let Range { start, end } = self.members(head);
        // What grew has none.
        self.nodes.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The tasks known now, without members.
    pub(super) fn tasks(&self) -> impl Iterator<Item = TaskId> {
        let known = (0..).zip(&*self.cells).filter(|(_, cell)| !cell.is(traits::MEMBER)).map(|(id, _)| id);
        let grown = self.growth.iter().flat_map(|growth| growth.grown.iter());
        let grown = grown.filter(|(_, grown)| matches!(grown, Grown::Task { .. }));
        known.chain(grown.map(|(place, _)| (self.first_grown() + place) as TaskId))
    }
}

impl Drop for Run {
    /// What a run that ended early leaves behind is dropped value by value, so that a panic in one loses no other.
    fn drop(&mut self) {
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

//! One run of a plan: a pure state machine that threads drive and that has none of its own.
//!
//! A task *settles* when its result, its failure, or the task that runs on in its place is known. It is
//! *ready* when all its inputs have settled. Executing a task settles it and tells which others became
//! ready; whoever executes hands those on to the run's queue. A task that only untaken branches of choices
//! lead to is *asleep*: it becomes ready only once it is woken, too.
//!
//! Tasks have ids in the order of the plan: `0..tasks` the tasks known from the start, then constants,
//! then what grew. An input edge of a task is one entry of `edges`; it is owned by that task alone, and
//! set to `TAKEN` when the task has consumed it.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize, Ordering::*};
use std::sync::{Arc, Mutex, OnceLock};

use crate::context::Ancestor;
use crate::key::Digest;
use crate::node::{Extra, Node};
use crate::operation::{Code, Kind, Operation, Spec};

use super::execute::contain;
use super::fail::Failures;
use super::grow::{Grown, Growth};
use super::memory::Memory;
use super::pending::AsyncTasks;
use super::queue::Queue;
use super::signal::Signal;
use super::slot::Slot;
use super::watch::Watch;

/// A task's place in its plan.
pub type TaskId = u32;

/// No task; of an edge: consumed.
pub(super) const NONE: TaskId = u32::MAX;
pub(super) const TAKEN: TaskId = NONE;

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

pub(crate) struct Cell {
    pub(crate) node: Node,
    /// The node's own, so that a run reads no node that has no extra.
    pub(super) operation: &'static Operation,
    /// Whether the node has more to its call.
    pub(super) has_extra: bool,
    pub(super) inputs: Span,
    pub(super) readers: Span,
    /// Inputs that have not settled, its members' among them; of a forwarded task, the one it waits for; of a
    /// member, the head it runs with.
    pub(super) pending: AtomicU32,
    /// The first input that failed.
    pub(super) doomed_by: AtomicU32,
    pub(super) state: AtomicU8,
    pub(super) root: bool,
    /// Runs as part of its reader, right before it: see `fuse`.
    pub(super) member: bool,
    /// How many members run with it: those that come right before.
    pub(super) fused: u32,
    /// Not needed, as far as is known: only branches lead to it, and none of them was taken. It counts as one more
    /// pending input. Changes under the growth's lock.
    pub(super) asleep: AtomicBool,
    pub(super) slot: Slot,
}

impl Cell {
    /// `pending` of its inputs have not settled; its result has `edges` readers.
    pub(super) fn new(node: Node, pending: u32, edges: u32) -> Cell {
        let call = node.call().expect("only tasks have cells");
        Cell {
            operation: call.operation,
            has_extra: call.extra.is_some(),
            node,
            inputs: Span::default(),
            readers: Span::default(),
            pending: AtomicU32::new(pending),
            doomed_by: AtomicU32::new(NONE),
            state: AtomicU8::new(state::OPEN),
            root: false,
            member: false,
            fused: 0,
            asleep: AtomicBool::new(false),
            slot: Slot::new(edges),
        }
    }

    pub(crate) fn spec(&self) -> &'static Spec {
        self.operation.spec
    }

    #[inline]
    pub(super) fn code(&self) -> &Code {
        self.extra().and_then(|extra| extra.code.as_deref()).unwrap_or(&self.operation.code)
    }

    #[inline]
    fn extra(&self) -> Option<&Extra> {
        if self.has_extra { self.node.call().and_then(|call| call.extra.as_deref()) } else { None }
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
    /// How many of the cells are members of others.
    pub(super) members: usize,
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
    /// For an executor that heeds it.
    pub(super) memory: OnceLock<Memory>,
    pub(super) async_tasks: AsyncTasks,
    pub(crate) signal: Signal,
    /// Whether a thread is blocked until this run is over.
    pub(super) waited_for: AtomicBool,
}

impl Run {
    /// Finds the place of `id`.
    #[inline]
    pub(super) fn place(&self, id: TaskId) -> Place<'_> {
        let id = id as usize;
        if let Some(cell) = self.cells.get(id) {
            return Place::Task(cell);
        }
        match self.constants.get(id - self.cells.len()) {
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
        &growth.grown[id - self.cells.len() - self.constants.len()]
    }

    /// The id of the first that grows.
    pub(super) fn first_grown(&self) -> usize {
        self.cells.len() + self.constants.len()
    }

    #[inline]
    pub(super) fn cell(&self, id: TaskId) -> &Cell {
        match self.place(id) {
            Place::Task(cell) => cell,
            Place::Constant(_) => unreachable!("a constant is no task"),
        }
    }

    pub(crate) fn node(&self, id: TaskId) -> &Node {
        match self.place(id) {
            Place::Task(cell) => &cell.node,
            Place::Constant(node) => node,
        }
    }

    pub(crate) fn digest_of(&self, id: TaskId) -> Digest {
        self.node(id).0.digest
    }

    /// What few calls have.
    #[inline]
    pub(crate) fn extra(&self, id: TaskId) -> Option<&Extra> {
        self.cell(id).extra()
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

    #[inline]
    pub(super) fn edges(&self, id: TaskId) -> &[AtomicU32] {
        match self.cells.get(id as usize) {
            Some(cell) => cell.inputs.of(&self.edges),
            None => self.grown_edges(id as usize),
        }
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
    pub(super) fn readers(&self, cell: &Cell) -> &[TaskId] {
        cell.readers.of(&self.readers)
    }

    pub(crate) fn task_count(&self) -> usize {
        self.cells.len() - self.members + self.growth.as_ref().map_or(0, Growth::task_count)
    }

    /// The tasks that run as part of `head`, in order.
    pub(super) fn members(&self, head: TaskId) -> std::ops::Range<TaskId> {
        head - self.cell(head).fused..head
    }

    pub(super) fn member_cells(&self, head: TaskId) -> &[Cell] {
        let members = self.members(head);
        // What grew has none.
        self.cells.get(members.start as usize..members.end as usize).unwrap_or_default()
    }

    /// The tasks known now, without members.
    pub(super) fn task_cells(&self) -> impl Iterator<Item = &Cell> {
        let grown = self.growth.iter().flat_map(|growth| growth.grown.iter()).filter_map(|(_, grown)| match grown {
            Grown::Task { cell, .. } => Some(cell),
            Grown::Constant(_) => None,
        });
        self.cells.iter().filter(|cell| !cell.member).chain(grown)
    }
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

//! Inputs: how the task that owns an edge reads through it, consumes it, and lets it go.

use std::sync::atomic::Ordering::*;

use crate::choice::{BRANCHES, CONDITION};
use crate::error::Error;
use crate::size;
use crate::sync::AtomicU32;
use crate::value::{Data, Value, small};

use super::execute::contain;
use super::run::{Cell, NONE, Place, Run, TAKEN, TaskId, state};
use super::slot::{Content, Failure, Slot, View};

/// What an edge leads to, which nobody else finds there any more. The task that owns the edge is run, settled or let
/// go by one thread at a time, so it takes no exchange.
fn consume(edge: &AtomicU32) -> TaskId {
    let id = edge.load(Relaxed);
    edge.store(TAKEN, Relaxed);
    id
}

impl Run {
    /// Puts the value of a sync task that is running where it belongs.
    #[inline]
    pub(crate) fn fill<T: Data>(&self, id: TaskId, cell: &Cell, value: T) {
        let value = Value::new(value);
        if !small::<T>() {
            self.count_in(id, &value);
        }
        // SAFETY: a task that gives a value gives it once, and none after; readers learn of it when it settles.
        unsafe { cell.slot.fill_value(value) };
    }

    /// Drops the value of a task that panicked after all: as something else that its code had was dropped.
    #[cold]
    pub(super) fn unfill(&self, id: TaskId) {
        // SAFETY: it has not settled, so only this thread, which ran it, knows of the value.
        if let content @ Content::Value(_) = unsafe { self.cell(id).slot.empty() } {
            contain(|| drop(content));
            self.count_out(id);
        }
    }

    /// What task `id`, which runs, reads through `edge`, its input `index`; `None` if it is of another type.
    #[inline]
    pub(crate) fn input<T: Data>(&self, id: TaskId, index: usize, edge: &AtomicU32) -> Option<&T> {
        let input = edge.load(Relaxed);
        if input == self.given { self.given_input(id, index) } else { self.value(input) }
    }

    /// A constant that a task finds where it reads it; or the one that stands for these, if the task that it reads went on
    /// as that.
    #[inline]
    fn given_input<T: Data>(&self, id: TaskId, index: usize) -> Option<&T> {
        match self.node(id).input_slice()[index].constant() {
            Some(constant) => constant.get(),
            None => self.value(self.given),
        }
    }

    fn value<T: Data>(&self, id: TaskId) -> Option<&T> {
        match self.place(id) {
            Place::Constant(node) => node.constant().and_then(|constant| constant.get()),
            // SAFETY: the caller holds an edge of this slot, which has settled: its reader runs.
            Place::Task(cell) => unsafe { cell.slot.get() }.or_else(|| self.aliased(cell)),
        }
    }

    #[cold]
    fn aliased<T: Data>(&self, cell: &Cell) -> Option<&T> {
        // SAFETY: as for `value`.
        if let View::Alias(target) = unsafe { cell.slot.read() } { self.value(target) } else { None }
    }

    /// Likewise, but by value: moved if this is its last reader and last try, else cloned.
    #[inline]
    pub(crate) fn take_input<T: Data + Clone>(
        &self,
        id: TaskId,
        index: usize,
        edge: &AtomicU32,
        last: bool,
    ) -> Option<T> {
        let input = edge.load(Relaxed);
        match self.cells.get(input as usize) {
            _ if input == self.given => self.given_input(id, index).cloned(),
            // Where nothing grows, nobody else can get at an edge that is the last.
            Some(cell) if last && self.growth.is_none() => self.take_known(input, edge, cell),
            _ if last => self.take_or_clone(edge),
            _ => self.value(input).cloned(),
        }
    }

    #[inline]
    fn take_known<T: Data + Clone>(&self, input: TaskId, edge: &AtomicU32, cell: &Cell) -> Option<T> {
        if cell.slot.claim_known() {
            // SAFETY: that was the last edge.
            if let Some(value) = unsafe { cell.slot.take() } {
                edge.store(TAKEN, Relaxed);
                if !small::<T>() {
                    self.count_out(input);
                }
                return Some(value);
            }
            // SAFETY: as above.
            let View::Alias(target) = (unsafe { cell.slot.read() }) else { return None };
            edge.store(target, Relaxed);
        // SAFETY: this task holds an edge of the slot.
        } else if let Some(value) = unsafe { cell.slot.get::<T>() } {
            let value = value.clone();
            self.release(consume(edge));
            return Some(value);
        }
        self.take_or_clone(edge)
    }

    #[inline(never)]
    fn take_or_clone<T: Data + Clone>(&self, edge: &AtomicU32) -> Option<T> {
        if let Some(slot) = self.claim(edge) {
            // SAFETY: `claim` gave up the last edge.
            return unsafe { slot.take() };
        }
        // An alias that the edge led through may be gone.
        let value = self.value(edge.load(Relaxed)).cloned();
        self.release(consume(edge));
        value
    }

    /// What a task that runs reads through `edge`, by value without a copy, if nobody else may read it.
    pub(crate) fn move_input<T: Data>(&self, edge: &AtomicU32) -> Option<T> {
        let slot = self.claim(edge)?;
        // SAFETY: `claim` gave up the last edge.
        let Content::Value(value) = (unsafe { slot.empty() }) else { unreachable!("it was claimed for its value") };
        Some(value.unshared().expect("keys cover types"))
    }

    /// Consumes an edge that is the last, of a slot with a value.
    fn claim(&self, edge: &AtomicU32) -> Option<&Slot> {
        loop {
            let input = edge.load(Relaxed);
            let Place::Task(cell) = self.place(input) else { return None };
            if !cell.slot.claim() {
                return None;
            }
            // SAFETY: nobody else touches the slot, for `claim` gave up the last edge.
            match unsafe { cell.slot.read() } {
                View::Value(_) => {
                    edge.store(TAKEN, Relaxed);
                    self.count_out(input);
                    return Some(&cell.slot);
                }
                // The edge that the alias held of its target is the caller's now.
                View::Alias(target) => edge.store(target, Relaxed),
                View::Failed(_) | View::Empty => unreachable!("a task runs when all its inputs have values"),
            }
        }
    }

    /// The size of the value of `id`, which is in its slot, where its type tells.
    pub(super) fn bytes(&self, id: TaskId) -> Option<u64> {
        // SAFETY: the thread that filled it asks, before it settles.
        if let View::Value(value) = unsafe { self.cell(id).slot.read() } { size::bytes(value) } else { None }
    }

    /// The branch that choice `id` takes, with the choice's edge of it.
    pub(super) fn take_branch(&self, id: TaskId) -> TaskId {
        let condition =
            self.input::<bool>(id, CONDITION, &self.edges(id)[CONDITION]).expect("a choice is made on a bool");
        let edges = self.edges(id);
        let [.., then, otherwise] = edges else { unreachable!("a choice has {BRANCHES} branches") };
        consume(if *condition { then } else { otherwise })
    }

    /// The input that task `id` passes on, with the task's edge of it.
    pub(super) fn take_passed(&self, id: TaskId) -> TaskId {
        consume(&self.edges(id)[0])
    }

    /// The failure that task `id` catches.
    pub(crate) fn failed_input(&self, id: TaskId) -> Option<Error> {
        self.dooms.of(id).map(|via| self.failure(via).error.with_path(self.path_from_origin(via)))
    }

    pub(super) fn failure(&self, id: TaskId) -> &Failure {
        // SAFETY: failures are never emptied, and the caller knows of this one since it settled.
        match unsafe { self.cell(id).slot.read() } {
            View::Failed(failure) => failure,
            _ => unreachable!("the caller saw it fail"),
        }
    }

    /// Gives up the edges that task `id` has not consumed.
    #[inline]
    pub(super) fn release_inputs(&self, id: TaskId) {
        for edge in self.edges(id) {
            let input = edge.load(Relaxed);
            if input != TAKEN && input != self.given {
                self.release(consume(edge));
            }
        }
    }

    /// Gives up one edge of `id`. If it was the last, its value is dropped; if it is still asleep, it never wakes
    /// and gives up its own inputs.
    #[inline]
    pub(super) fn release(&self, id: TaskId) {
        if self.release_edge(id) {
            self.released(id);
        }
    }

    /// Whether that was the last edge of a task.
    #[inline]
    fn release_edge(&self, id: TaskId) -> bool {
        id != NONE && matches!(self.place(id), Place::Task(cell) if cell.slot.release())
    }

    /// The last edge of `first` is gone.
    #[inline(never)]
    fn released(&self, first: TaskId) {
        let mut edges = Vec::new();
        let let_go = |id: TaskId, edges: &mut Vec<TaskId>| match self.cell(id).state.load(Relaxed) {
            state::FAILED => {}
            // It sleeps: whoever wakes a task holds an edge of it until it has settled.
            state::OPEN => {
                edges.extend(self.edges(id).iter().map(consume));
                if self.cell(id).spec().grows {
                    self.grower_done();
                }
            }
            // SAFETY: that was the last edge.
            _ => match unsafe { self.cell(id).slot.empty() } {
                Content::Alias(target) => edges.push(target),
                content => {
                    contain(|| drop(content));
                    self.count_out(id);
                }
            },
        };
        let_go(first, &mut edges);
        while let Some(id) = edges.pop() {
            if self.release_edge(id) {
                let_go(id, &mut edges);
            }
        }
    }
}

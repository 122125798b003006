//! Inputs: how the task that owns an edge reads through it, consumes it, and lets it go.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::*;

use crate::choice::{BRANCHES, CONDITION};
use crate::delayed::constant_value;
use crate::error::Error;
use crate::value::{Data, Value, small};

use super::execute::contain;
use super::run::{NONE, Place, Run, TAKEN, TaskId, state};
use super::slot::{Content, Failure, Slot};

/// What an edge leads to, which nobody else finds there any more. The task that owns the edge is run, settled or let
/// go by one thread at a time, so it takes no exchange.
fn consume(edge: &AtomicU32) -> TaskId {
    let id = edge.load(Relaxed);
    edge.store(TAKEN, Relaxed);
    id
}

impl Run {
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

    /// Puts the value of a member that is running where it belongs.
    #[inline]
    pub(crate) fn fill<T: Data>(&self, id: TaskId, value: T) {
        let value = Value::new(value);
        if !small::<T>() {
            self.filled(id, &value);
        }
        // SAFETY: only a member is asked to fill its slot, by its one try; readers learn of it when it settles.
        unsafe { self.cell(id).slot.fill(Content::Value(value)) };
    }

    /// Input `index` by value: moved if this is its last reader and last try, else cloned.
    #[inline]
    pub(crate) fn take_input<T: Data + Clone>(&self, id: TaskId, index: usize, last: bool) -> Option<T> {
        let edge = &self.edges(id)[index];
        let input = edge.load(Relaxed);
        match self.place(input) {
            _ if !last => self.value(input).cloned(),
            Place::Constant(node) => {
                edge.store(TAKEN, Relaxed);
                node.constant().and_then(constant_value).cloned()
            }
            // Where nothing grows, nobody else can get at an edge that is the last.
            Place::Task(cell) if self.growth.is_none() && cell.slot.claim_known() => {
                // SAFETY: that was the last edge.
                if let Content::Alias(target) = unsafe { cell.slot.read() } {
                    edge.store(*target, Relaxed);
                    return self.take_or_clone(edge);
                }
                edge.store(TAKEN, Relaxed);
                self.emptied(input);
                // SAFETY: as above.
                unsafe { cell.slot.take() }
            }
            Place::Task(_) => self.take_or_clone(edge),
        }
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

    /// Input `index` by value without a copy, if nobody else may read it.
    pub(crate) fn move_input<T: Data>(&self, id: TaskId, index: usize) -> Option<T> {
        let slot = self.claim(&self.edges(id)[index])?;
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
                Content::Value(_) => {
                    edge.store(TAKEN, Relaxed);
                    self.emptied(input);
                    return Some(&cell.slot);
                }
                // The edge that the alias held of its target is the caller's now.
                Content::Alias(target) => edge.store(*target, Relaxed),
                Content::Failed(_) | Content::Empty => unreachable!("a task runs when all its inputs have values"),
            }
        }
    }

    /// The branch that choice `id` takes, with the choice's edge of it.
    pub(super) fn take_branch(&self, id: TaskId) -> TaskId {
        let condition = self.input::<bool>(id, CONDITION).expect("a choice is made on a bool");
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
    #[inline]
    pub(super) fn release_inputs(&self, id: TaskId) {
        for edge in self.edges(id) {
            if edge.load(Relaxed) != TAKEN {
                self.release(consume(edge));
            }
        }
    }

    /// Gives up one edge of `id`. If it was the last, its value is dropped; if it is still asleep, it never wakes
    /// and gives up its own inputs.
    pub(super) fn release(&self, id: TaskId) {
        let mut next = Some(id);
        let mut never_needed = Vec::new();
        while let Some(id) = next.take().or_else(|| never_needed.pop()) {
            if id == NONE {
                continue;
            }
            let Place::Task(cell) = self.place(id) else { continue };
            if !cell.slot.release() {
                continue;
            }
            match cell.state.load(Relaxed) {
                state::FAILED => {}
                // It sleeps: whoever wakes a task holds an edge of it until it has settled.
                state::OPEN => {
                    never_needed.extend(self.edges(id).iter().map(consume));
                    if cell.spec().grows {
                        self.grower_done();
                    }
                }
                // SAFETY: that was the last edge.
                _ => match unsafe { cell.slot.empty() } {
                    Content::Alias(target) => next = Some(target),
                    content => {
                        contain(|| drop(content));
                        self.emptied(id);
                    }
                },
            }
        }
    }
}

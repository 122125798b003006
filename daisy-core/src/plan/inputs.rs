//! Inputs: how the task that owns an edge reads through it, consumes it, and lets it go.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::*;

use crate::choice::{CONDITION, OTHERWISE, THEN};
use crate::delayed::constant_value;
use crate::error::Error;
use crate::value::{Data, Value};

use super::execute::contain;
use super::run::{NONE, Place, Run, TAKEN, TaskId, state};
use super::slot::{Content, Failure};

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

    /// The branch that choice `id` takes, with the choice's edge of it.
    pub(super) fn take_branch(&self, id: TaskId) -> TaskId {
        let condition = self.input::<bool>(id, CONDITION).expect("a choice is made on a bool");
        self.edges(id)[if *condition { THEN } else { OTHERWISE }].swap(TAKEN, Relaxed)
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
                    never_needed.extend(self.edges(id).iter().map(|edge| edge.swap(TAKEN, Relaxed)));
                    if cell.spec().grows {
                        self.grower_done();
                    }
                }
                // SAFETY: that was the last edge.
                _ => match unsafe { cell.slot.empty() } {
                    Content::Alias(target) => next = Some(target),
                    content => {
                        contain(|| drop(content));
                    }
                },
            }
        }
    }
}

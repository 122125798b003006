//! Memory: how many bytes the results of a run take, for an executor that heeds a limit.
//!
//! Counted from `count_memory` on, which comes before any task runs; a run without it pays one look a result. A result weighs
//! from when its slot is filled to when it is emptied. One that was asked for weighs nothing: it stays, whatever is held
//! back.
//!
//! What a task will give is foretold by the hint of its function, else by its type, else by the last result that the function
//! gave in any run that counted.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering::Relaxed;

use crate::size;
use crate::sync::lock;
use crate::value::Value;

use super::run::{Cell, NONE, Place, Run, TaskId, traits};

#[derive(Default)]
pub(super) struct Memory(Mutex<Held>);

#[derive(Default)]
struct Held {
    bytes: u64,
    /// Of each result.
    weights: HashMap<TaskId, u64>,
}

/// What running a task does to the memory that results take.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// What its result will take, as far as that can be foretold.
    pub adds: Option<u64>,
    /// What it lets go of, if no other reader does before.
    pub frees: u64,
}

impl Run {
    /// Counts the bytes of results from here on.
    #[doc(hidden)]
    pub fn count_memory(&self) {
        let _ = self.memory.set(Memory::default());
    }

    /// How many bytes results take now.
    #[doc(hidden)]
    pub fn held_bytes(&self) -> u64 {
        self.memory.get().map_or(0, |memory| lock(&memory.0).bytes)
    }

    /// What running `id`, which is ready, would do.
    #[doc(hidden)]
    pub fn effect(&self, id: TaskId) -> Effect {
        let cell = self.cell(id);
        let adds = if cell.is(traits::ROOT) { Some(0) } else { foretold(cell) };
        let Some(memory) = self.memory.get() else { return Effect { adds, frees: 0 } };
        let held = lock(&memory.0);
        let mut inputs: Vec<TaskId> = self.edges(id).iter().map(|edge| edge.load(Relaxed)).collect();
        inputs.sort_unstable(); // a task may read one result twice
        let last = |same: &&[TaskId]| {
            same[0] != NONE && matches!(self.place(same[0]), Place::Task(cell) if cell.slot.has_edges(same.len()))
        };
        let freed = inputs.chunk_by(TaskId::eq).filter(last).filter_map(|same| held.weights.get(&same[0]));
        Effect { adds, frees: freed.sum() }
    }

    /// The slot of `id` is about to be filled with `value`.
    #[inline]
    pub(super) fn count_in(&self, id: TaskId, value: &Value) {
        if let Some(memory) = self.memory.get() {
            memory.add(id, self.cell(id), value);
        }
    }

    /// The slot of `id` was emptied.
    #[inline]
    pub(super) fn count_out(&self, id: TaskId) {
        if let Some(memory) = self.memory.get() {
            memory.remove(id);
        }
    }
}

impl Memory {
    #[cold]
    fn add(&self, id: TaskId, cell: &Cell, value: &Value) {
        let bytes = size::bytes(value).or(cell.spec().size_hint).unwrap_or(0);
        cell.operation.last_bytes.store(bytes, Relaxed);
        if !cell.is(traits::ROOT) {
            let mut held = lock(&self.0);
            // A size may be any number that a user gave; the sum of the weights is one too.
            let weight = bytes.min(u64::MAX - held.bytes);
            held.bytes += weight;
            held.weights.insert(id, weight);
        }
    }

    #[cold]
    fn remove(&self, id: TaskId) {
        let mut held = lock(&self.0);
        held.bytes -= held.weights.remove(&id).unwrap_or(0);
    }
}

fn foretold(cell: &Cell) -> Option<u64> {
    let operation = cell.operation;
    let last = || Some(operation.last_bytes.load(Relaxed)).filter(|&bytes| bytes != u64::MAX);
    operation.spec.size_hint.or(operation.result.bytes).or_else(last)
}

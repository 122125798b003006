//! A graph as one would write it for a pool that knows tasks but no edges: each task counts what it still waits for,
//! and the last that it waits for spawns it.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::AcqRel, Ordering::Relaxed};

use crate::shape::Dag;

pub struct Counters {
    /// Readers of task `n` stand at `ends[n]..ends[n + 1]`.
    readers: Vec<u32>,
    ends: Vec<u32>,
    waits: Vec<AtomicU32>,
    results: Vec<AtomicU64>,
}

impl Counters {
    pub fn new(dag: &Dag) -> Counters {
        let mut ends = vec![0; dag.len() + 1];
        let edges =
            || (0..dag.len()).flat_map(|task| dag.inputs(task).iter().map(move |&input| (input as usize, task)));
        for (input, _) in edges() {
            ends[input + 1] += 1;
        }
        for task in 0..dag.len() {
            ends[task + 1] += ends[task];
        }
        let mut next = ends.clone();
        let mut readers = vec![0; ends[dag.len()] as usize];
        for (input, task) in edges() {
            readers[next[input] as usize] = task as u32;
            next[input] += 1;
        }
        let waits = (0..dag.len()).map(|task| AtomicU32::new(dag.inputs(task).len() as u32)).collect();
        let results = (0..dag.len()).map(|_| AtomicU64::new(0)).collect();
        Counters { readers, ends, waits, results }
    }

    pub fn result(&self, task: usize) -> u64 {
        self.results[task].load(Relaxed)
    }

    /// Tasks that wait for nothing.
    pub fn first(&self, dag: &Dag) -> impl Iterator<Item = usize> {
        (0..self.waits.len()).filter(|&task| dag.inputs(task).is_empty())
    }

    /// Runs a task, and spawns those that waited for it alone.
    pub fn run(&self, dag: &Dag, task: usize, mut spawn: impl FnMut(usize)) {
        self.results[task].store(dag.run(task, |input| self.result(input)), Relaxed);
        for &reader in &self.readers[self.ends[task] as usize..self.ends[task + 1] as usize] {
            if self.waits[reader as usize].fetch_sub(1, AcqRel) == 1 {
                spawn(reader as usize);
            }
        }
    }
}

//! One run of one graph by one library, with its parts apart.

use std::time::Instant;

use crate::memory;
use crate::shape::{Dag, Shape};

/// What to run.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    pub shape: Shape,
    /// As asked for; the graph has `dag.len()`.
    pub tasks: usize,
    /// The graph itself, for those that are told nodes and edges.
    pub dag: &'a Dag,
    /// Turns that a task spins, and how long they take.
    pub turns: u64,
    pub nanos: u64,
}

impl<'a> Job<'a> {
    /// Tasks that only compute.
    pub fn empty(shape: Shape, tasks: usize, dag: &'a Dag) -> Job<'a> {
        Job { shape, tasks, dag, turns: 0, nanos: 0 }
    }
}

/// Seconds and bytes of one run.
#[derive(Clone, Copy, Default)]
pub struct Run {
    pub build: f64,
    /// Nothing where planning is no part of its own.
    pub plan: f64,
    pub run: f64,
    pub drop: f64,
    /// Bytes the graph holds once built, and the most until it has run; nothing unless counted.
    pub built: usize,
    pub peak: usize,
    /// The sum of what was asked for.
    pub total: u64,
}

/// The time of one part, or of several.
pub type Part = fn(&Run) -> f64;

impl Run {
    /// Seconds from a built graph to its results.
    pub fn computed(&self) -> f64 {
        self.plan + self.run
    }
}

/// A library.
pub trait Peer {
    /// At the head of its column.
    fn name(&self) -> &'static str;

    /// Builds, runs and drops a graph. `None` if it cannot have that shape.
    fn run(&mut self, job: &Job<'_>) -> Option<Run>;

    /// The most tasks that it gets through in a time anyone would wait.
    fn most(&self) -> usize {
        10_000_000
    }
}

/// Builds, runs and drops, and measures each.
pub fn phases<G, R>(build: impl FnOnce() -> G, run: impl FnOnce(&mut G) -> R, total: impl FnOnce(&G, R) -> u64) -> Run {
    memory::start();
    let start = Instant::now();
    let mut graph = build();
    let built = start.elapsed().as_secs_f64();
    let (held, _) = memory::held();
    let start = Instant::now();
    let result = run(&mut graph);
    let ran = start.elapsed().as_secs_f64();
    let (_, peak) = memory::held();
    let total = total(&graph, result);
    let start = Instant::now();
    drop(graph);
    let drop = start.elapsed().as_secs_f64();
    Run { build: built, plan: 0.0, run: ran, drop, built: held, peak, total }
}

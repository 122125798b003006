//! rayon: a `scope` of jobs that count what they wait for; and `join`, for the tree.

use rayon::{Scope, ThreadPool, ThreadPoolBuilder};

use super::counters::Counters;
use crate::run::{Job, Peer, Run, phases};
use crate::shape::{Dag, Shape, leaves};
use crate::work::sum;

fn pool(workers: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(workers).build().expect("a pool")
}

/// One job of a scope for each task.
pub struct Spawned(ThreadPool);

impl Spawned {
    pub fn new(workers: usize) -> Spawned {
        Spawned(pool(workers))
    }
}

fn spawn<'s>(scope: &Scope<'s>, counters: &'s Counters, dag: &'s Dag, task: usize) {
    scope.spawn(move |scope| counters.run(dag, task, |next| spawn(scope, counters, dag, next)));
}

impl Peer for Spawned {
    fn name(&self) -> &'static str {
        "rayon"
    }

    fn run(&mut self, &Job { dag, .. }: &Job<'_>) -> Option<Run> {
        let run = |counters: &mut Counters| {
            self.0.scope(|scope| counters.first(dag).for_each(|task| spawn(scope, counters, dag, task)))
        };
        Some(phases(|| Counters::new(dag), run, |counters, ()| dag.total(|task| counters.result(task))))
    }
}

/// A recursion over the leaves: the program is the graph.
pub struct Joined(ThreadPool);

impl Joined {
    pub fn new(workers: usize) -> Joined {
        Joined(pool(workers))
    }
}

fn join(start: u64, leaves: u64) -> u64 {
    if leaves == 1 {
        return sum([], start + 1);
    }
    let half = leaves / 2;
    let (a, b) = rayon::join(|| join(start, half), || join(start + half, half));
    sum([a, b], 0)
}

impl Peer for Joined {
    fn name(&self) -> &'static str {
        "join"
    }

    fn run(&mut self, &Job { shape, tasks, .. }: &Job<'_>) -> Option<Run> {
        let run = |_: &mut ()| self.0.install(|| join(0, leaves(tasks) as u64));
        (shape == Shape::Tree).then(|| phases(|| (), run, |(), total| total))
    }
}

//! tokio: a spawned task for each, which count what they wait for, as a handle can be awaited by one reader only.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::AcqRel};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

use super::counters::Counters;
use crate::run::{Job, Peer, Run, phases};
use crate::shape::Dag;

pub struct Spawned(Runtime);

impl Spawned {
    pub fn new(workers: usize) -> Spawned {
        Spawned(Builder::new_multi_thread().worker_threads(workers).build().expect("a runtime"))
    }
}

/// Shared by the tasks of one run.
struct Shared {
    dag: Dag,
    counters: Counters,
    left: AtomicUsize,
    done: Notify,
}

fn spawn(shared: Arc<Shared>, task: usize) {
    tokio::spawn(async move {
        shared.counters.run(&shared.dag, task, |next| spawn(shared.clone(), next));
        if shared.left.fetch_sub(1, AcqRel) == 1 {
            shared.done.notify_one();
        }
    });
}

impl Peer for Spawned {
    fn name(&self) -> &'static str {
        "tokio"
    }

    fn run(&mut self, job: &Job<'_>) -> Option<Run> {
        let dag = Dag::new(job.shape, job.tasks);
        let build = || {
            let counters = Counters::new(&dag);
            let left = AtomicUsize::new(dag.len());
            Arc::new(Shared { dag, counters, left, done: Notify::new() })
        };
        // The first are spawned by a task, as spawning from outside goes through the queue that all workers share.
        let run = |shared: &mut Arc<Shared>| {
            let all = shared.clone();
            self.0.spawn(async move { all.counters.first(&all.dag).for_each(|task| spawn(all.clone(), task)) });
            self.0.block_on(shared.done.notified());
        };
        Some(phases(build, run, |shared, ()| shared.dag.total(|task| shared.counters.result(task))))
    }
}

//! dagx: typed tasks of up to eight inputs, each spawned on tokio.

use dagx::{DagRunner, Task, TaskHandle, task};
use tokio::runtime::{Builder, Runtime};

use crate::run::{Job, Peer, Run, phases};
use crate::work::sum;

/// A task of one number of inputs, with its own number.
struct None(u64);
struct One(u64);
struct Two;
struct Four;

#[task]
impl None {
    async fn run(&self) -> u64 {
        sum([], self.0)
    }
}

#[task]
impl One {
    async fn run(&self, a: &u64) -> u64 {
        sum([*a], self.0)
    }
}

#[task]
impl Two {
    async fn run(a: &u64, b: &u64) -> u64 {
        sum([*a, *b], 0)
    }
}

#[task]
impl Four {
    async fn run(a: &u64, b: &u64, c: &u64, d: &u64) -> u64 {
        sum([*a, *b, *c, *d], 0)
    }
}

pub struct Dagx(Runtime);

impl Dagx {
    pub fn new(workers: usize) -> Dagx {
        Dagx(Builder::new_multi_thread().worker_threads(workers).build().expect("a runtime"))
    }
}

fn build(job: &Job<'_>) -> (DagRunner, Vec<TaskHandle<u64>>) {
    let runner = DagRunner::new();
    let mut all: Vec<TaskHandle<u64>> = Vec::with_capacity(job.dag.len());
    for task in 0..job.dag.len() {
        let own = job.dag.own(task);
        let read = |input: u32| &all[input as usize];
        let handle = match *job.dag.inputs(task) {
            [] => runner.add_task(None(own)).into(),
            [a] => runner.add_task(One(own)).depends_on(read(a)),
            [a, b] => runner.add_task(Two).depends_on((read(a), read(b))),
            [a, b, c, d] => runner.add_task(Four).depends_on((read(a), read(b), read(c), read(d))),
            _ => unreachable!("a fan-in"),
        };
        all.push(handle);
    }
    (runner, all)
}

impl Peer for Dagx {
    fn name(&self) -> &'static str {
        "dagx"
    }

    fn run(&mut self, job: &Job<'_>) -> Option<Run> {
        if job.shape.most_inputs(job.tasks) > 8 {
            return Option::None;
        }
        let run = |(runner, _): &mut (DagRunner, Vec<TaskHandle<u64>>)| {
            let all = runner.run(|task| drop(tokio::spawn(task)));
            self.0.block_on(all).expect("nothing fails");
        };
        Some(phases(
            || build(job),
            run,
            |(runner, all), ()| job.dag.total(|task| runner.get(all[task]).expect("it ran")),
        ))
    }

    fn most(&self) -> usize {
        10_000
    }
}

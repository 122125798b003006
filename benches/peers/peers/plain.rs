//! A plain sequential loop: the limit.

use crate::run::{Job, Peer, Run, phases};

pub struct Plain;

impl Peer for Plain {
    fn name(&self) -> &'static str {
        "loop"
    }

    fn run(&mut self, &Job { dag, .. }: &Job<'_>) -> Option<Run> {
        let run = |results: &mut Vec<u64>| {
            for task in 0..dag.len() {
                let result = dag.run(task, |input| results[input]);
                results.push(result);
            }
        };
        let build = || Vec::with_capacity(dag.len());
        Some(phases(build, run, |results, ()| dag.total(|task| results[task])))
    }
}

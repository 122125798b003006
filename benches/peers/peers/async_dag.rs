//! async_dag: futures of up to a dozen inputs, all polled by one task.

use async_dag::{Graph, NodeIndex};
use tokio::runtime::{Builder, Runtime};

use crate::run::{Job, Peer, Run, phases};
use crate::work::sum;

pub struct AsyncDag(Runtime);

impl AsyncDag {
    pub fn new() -> AsyncDag {
        AsyncDag(Builder::new_current_thread().build().expect("a runtime"))
    }
}

type All = (Graph<'static>, Vec<NodeIndex>);

async fn four(a: u64, b: u64, c: u64, d: u64) -> u64 {
    sum([a, b, c, d], 0)
}

fn child<E>(added: Result<NodeIndex, E>) -> NodeIndex {
    added.unwrap_or_else(|_| unreachable!("all are numbers"))
}

fn build(job: &Job<'_>) -> All {
    let mut graph = Graph::new();
    let mut all: Vec<NodeIndex> = Vec::with_capacity(job.dag.len());
    for task in 0..job.dag.len() {
        let own = job.dag.own(task);
        let inputs: Vec<NodeIndex> = job.dag.inputs(task).iter().map(|&input| all[input as usize]).collect();
        let node = match inputs.len() {
            0 => graph.add_task(move || async move { sum([], own) }),
            1 => child(graph.add_child_task(inputs[0], move |a: u64| async move { sum([a], own) }, 0)),
            2 => child(graph.add_child_task(inputs[0], |a: u64, b: u64| async move { sum([a, b], 0) }, 0)),
            4 => child(graph.add_child_task(inputs[0], four, 0)),
            _ => unreachable!("a fan-in"),
        };
        for (at, &input) in (0..).zip(&inputs).skip(1) {
            graph.update_dependency(input, node, at).expect("inputs come first");
        }
        all.push(node);
    }
    (graph, all)
}

impl Peer for AsyncDag {
    fn name(&self) -> &'static str {
        "async_dag"
    }

    fn run(&mut self, job: &Job<'_>) -> Option<Run> {
        if job.shape.most_inputs(job.tasks) > 12 {
            return None;
        }
        let run = |(graph, _): &mut All| self.0.block_on(graph.run());
        Some(phases(
            || build(job),
            run,
            |(graph, all), ()| job.dag.total(|task| graph.get_value(all[task]).expect("it ran")),
        ))
    }

    fn most(&self) -> usize {
        10_000
    }
}

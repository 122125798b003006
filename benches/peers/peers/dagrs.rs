//! dagrs: a node each on tokio, which sends what it gives through a channel to each that reads it.

use std::sync::Arc;

use dagrs::{Action, Content, DefaultNode, EnvVar, Graph, InChannels, Node, NodeId, NodeTable, OutChannels, Output};
use tokio::runtime::{Builder, Runtime};

use crate::run::{Job, Peer, Run, phases};
use crate::work::sum;

/// A task with its own number.
struct Sum(u64);

#[dagrs::async_trait::async_trait]
impl Action for Sum {
    async fn run(&self, inputs: &mut InChannels, outputs: &mut OutChannels, _: Arc<EnvVar>) -> Output {
        let number = |content: Content| *content.into_inner::<u64>().expect("a number");
        let read = inputs.map(|content| number(content.expect("it was sent"))).await;
        let result = sum(read, self.0);
        outputs.broadcast(Content::new(result)).await;
        Output::Out(Some(Content::new(result)))
    }
}

pub struct Dagrs(Runtime);

impl Dagrs {
    pub fn new(workers: usize) -> Dagrs {
        Dagrs(Builder::new_multi_thread().worker_threads(workers).enable_time().build().expect("a runtime"))
    }
}

type All = (Graph, Vec<NodeId>);

fn build(job: &Job<'_>) -> All {
    let dag = job.dag;
    let mut table = NodeTable::new();
    let mut graph = Graph::new();
    let mut all = Vec::with_capacity(dag.len());
    for task in 0..dag.len() {
        let node = DefaultNode::with_action(task.to_string(), Sum(dag.own(task)), &mut table);
        all.push(node.id());
        graph.add_node(node).expect("a new node");
    }
    for task in 0..dag.len() {
        for &input in dag.inputs(task) {
            graph.add_edge(all[input as usize], [all[task]]).expect("inputs come first");
        }
    }
    graph.set_env(EnvVar::new(table));
    (graph, all)
}

impl Peer for Dagrs {
    fn name(&self) -> &'static str {
        "dagrs"
    }

    fn run(&mut self, job: &Job<'_>) -> Option<Run> {
        let run = |(graph, _): &mut All| {
            self.0.block_on(graph.async_start()).expect("nothing fails");
        };
        Some(phases(
            || build(job),
            run,
            |(graph, all), ()| {
                let results = graph.get_results::<u64>();
                job.dag.total(|task| **results[&all[task]].as_ref().expect("it ran"))
            },
        ))
    }

    fn most(&self) -> usize {
        10_000
    }
}

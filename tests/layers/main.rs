//! Layers: tasks by a rule, built when a plan needs them.

mod blockwise;
mod culling;
mod fusing;
mod growing;
mod keys;
mod mistakes;
mod order;
mod passes;
mod strict;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use daisy::prelude::*;
use daisy::{Blocks, Graph, Inline, Key, Layer, Node};

#[delayed]
fn square(n: u64) -> u64 {
    n * n
}

#[delayed]
fn add(a: u64, b: u64) -> u64 {
    a + b
}

/// Counts how often its tasks are built, and what is asked of its inputs.
#[derive(Clone, Default)]
struct Built(Arc<AtomicUsize>);

impl Built {
    fn count(&self) -> usize {
        self.0.load(SeqCst)
    }
}

struct Squares {
    len: usize,
    built: Built,
}

impl Layer for Squares {
    type Output = u64;
    fn key(&self) -> Key {
        Key::new("squares", &self.len)
    }
    fn len(&self) -> usize {
        self.len
    }
    fn task(&self, index: usize) -> Delayed<u64> {
        self.built.0.fetch_add(1, SeqCst);
        square(index as u64)
    }
}

fn squares(len: usize) -> (Blocks<u64>, Built) {
    let built = Built::default();
    (daisy::layer(Squares { len, built: built.clone() }), built)
}

/// Each block and the next.
struct Pairs {
    of: Blocks<u64>,
    built: Built,
}

impl Layer for Pairs {
    type Output = u64;
    fn key(&self) -> Key {
        Key::new("pairs", &self.of.key())
    }
    fn len(&self) -> usize {
        self.of.len() - 1
    }
    fn inputs(&self, index: usize) -> Vec<Node> {
        vec![self.of.block(index).into(), self.of.block(index + 1).into()]
    }
    fn task(&self, index: usize) -> Delayed<u64> {
        self.built.0.fetch_add(1, SeqCst);
        add(self.of.block(index), self.of.block(index + 1))
    }
}

fn pairs(of: &Blocks<u64>) -> (Blocks<u64>, Built) {
    let built = Built::default();
    (daisy::layer(Pairs { of: of.clone(), built: built.clone() }), built)
}

#[test]
fn a_block_is_an_ordinary_handle() {
    let (squares, built) = squares(10);
    let block = squares.block(3);
    assert_eq!(block.key(), squares.key().at(3));
    assert_eq!(block.key().index(), Some(3));
    assert_eq!(block.name(), "squares");
    assert_eq!((&block + 1).compute().wait().unwrap(), 10);
    assert_eq!(block.compute().on(Inline).wait().unwrap(), 9);
    assert_eq!(built.count(), 2);
    assert_eq!(block.map(|n| n * 2).compute().wait().unwrap(), 18);
}

#[test]
fn a_layer_computes_in_order() {
    let (squares, built) = squares(5);
    assert_eq!(squares.compute().wait().unwrap(), [0, 1, 4, 9, 16]);
    assert_eq!(built.count(), 5);
    let (pairs, _) = pairs(&squares);
    assert_eq!(pairs.compute().wait().unwrap(), [1, 5, 13, 25]);
    assert_eq!(built.count(), 10);
    assert_eq!(daisy::compute((squares, pairs)).wait().unwrap(), (vec![0, 1, 4, 9, 16], vec![1, 5, 13, 25]));
    assert_eq!(built.count(), 15); // each once a run
}

#[test]
fn a_few_of_very_many_cost_a_few() {
    let (squares, built) = squares(100_000_000);
    let (pairs, pairs_built) = pairs(&squares);
    assert_eq!(pairs.len(), 99_999_999);
    let few = daisy::compute([pairs.block(3), pairs.block(99_999_998), pairs.block(3)]);
    assert_eq!(few.wait().unwrap(), [25, 99_999_998 * 99_999_998 + 99_999_999 * 99_999_999, 25]);
    assert_eq!((built.count(), pairs_built.count()), (4, 2));
    // Neighbours share a block.
    assert_eq!(daisy::compute([pairs.block(7), pairs.block(8)]).wait().unwrap(), [113, 145]);
    assert_eq!((built.count(), pairs_built.count()), (7, 4));
}

#[test]
fn an_empty_layer_computes_to_nothing() {
    let (squares, _) = squares(0);
    assert!(squares.is_empty() && squares.graph().is_empty());
    assert_eq!(squares.compute().wait().unwrap(), [0u64; 0]);
    assert_eq!(squares.graph().to_string(), "return");
}

#[test]
fn equal_layers_are_one() {
    let ((a, built), (b, other)) = (squares(6), squares(6));
    assert_eq!(a.block(2).key(), b.block(2).key());
    assert_eq!((a.block(2) + b.block(2)).graph().len(), 2);
    assert_eq!((a.block(2) + b.block(2)).compute().wait().unwrap(), 8);
    assert_eq!(built.count() + other.count(), 1);
}

#[test]
fn a_task_prints_as_its_function_under_the_key_of_the_block() {
    let (squares, _) = squares(10);
    let graph = (squares.block(2) + squares.block(3)).graph();
    assert_eq!(graph.to_string(), "a = value u64\nb = square(a)\nc = value u64\nd = square(c)\nreturn b + d");
    let task = graph.tasks().next().unwrap();
    assert_eq!((task.key(), task.name()), (squares.key().at(2), "square".into()));
    assert_eq!(graph.constants().count(), 2);
    let symbolic = Node::from(squares.block(2));
    assert!(!symbolic.is_constant());
    assert_eq!(symbolic.inputs().len(), 1);
    assert_eq!(symbolic.inputs()[0].key(), task.inputs()[0].key());
    assert_eq!(symbolic.typed::<u64>().unwrap().key(), squares.key().at(2));
    assert!(symbolic.typed::<i64>().is_none());
}

#[test]
fn persisted_blocks_keep_their_keys_and_run_nothing_again() {
    let (squares, built) = squares(4);
    let (pairs, _) = pairs(&squares);
    let kept = squares.persist().wait().unwrap();
    assert_eq!((built.count(), kept.key(), kept.len()), (4, squares.key(), 4));
    assert!(kept.is_materialized() && kept.graph().is_empty());
    assert_eq!(kept.block(2).key(), squares.key().at(2));
    assert!(Node::from(kept.block(2)).is_constant());
    assert_eq!(kept.compute().wait().unwrap(), [0, 1, 4, 9]);
    assert_eq!(built.count(), 4);
    // A held result stands for the block wherever both are in a run.
    let both = (kept.block(1), pairs.block(0));
    assert_eq!(both.graph().len(), 2);
    assert_eq!(daisy::compute(both).wait().unwrap(), (1, 1));
    let one = pairs.block(0).persist().wait().unwrap();
    assert_eq!((one.key(), one.graph().len()), (pairs.key().at(0), 0));
}

#[test]
fn a_layer_may_read_handles_and_itself() {
    /// Running sums: each block reads the one before.
    #[derive(Clone)]
    struct Sums {
        start: Delayed<u64>,
        of: Blocks<u64>,
    }
    impl Layer for Sums {
        type Output = u64;
        fn key(&self) -> Key {
            Key::new("sums", &(self.start.key(), self.of.key()))
        }
        fn len(&self) -> usize {
            self.of.len()
        }
        fn inputs(&self, index: usize) -> Vec<Node> {
            vec![self.before(index).into(), self.of.block(index).into()]
        }
        fn task(&self, index: usize) -> Delayed<u64> {
            add(self.before(index), self.of.block(index))
        }
    }
    impl Sums {
        fn before(&self, index: usize) -> Delayed<u64> {
            match index {
                0 => self.start.clone(),
                _ => daisy::layer(self.clone()).block(index - 1),
            }
        }
    }
    let (squares, _) = squares(100_000);
    let sums = daisy::layer(Sums { start: square(10), of: squares });
    assert_eq!(sums.block(3).graph().len(), 4 + 4 + 1);
    assert_eq!(sums.block(3).compute().wait().unwrap(), 100 + 1 + 4 + 9);
    let last = sums.block(99_999);
    assert_eq!(last.graph().len(), 200_001);
    assert_eq!(last.compute().wait().unwrap(), 100 + (0..100_000u64).map(|n| n * n).sum::<u64>());
}

#[test]
fn a_held_block_is_what_its_readers_read_in_a_merged_graph() {
    let block = squares(5).0.block(3);
    let (held, reader) = (block.persist().wait().unwrap(), &block + 1u64);
    for graphs in [[held.graph(), reader.graph()], [reader.graph(), held.graph()]] {
        let reads = Graph::merge(graphs).node(&reader.key()).unwrap().inputs();
        assert!(reads[0].is_constant());
    }
}

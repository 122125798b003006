//! Asking about a graph of layers builds no task.

use daisy::prelude::*;
use daisy::{Blocks, Graph, Key, Layer, Node, blockwise};

use crate::{Built, Squares, add, pairs, square, squares};

#[test]
fn nothing_is_built_by_asking() {
    let (squares, built) = squares(1_000);
    let (pairs, pairs_built) = pairs(&squares);
    let graph = pairs.graph();
    assert_eq!(graph.len(), 1_999);
    assert!(!graph.is_empty());
    assert_eq!(graph.keys().count(), 1_999);
    assert!(graph.node(&squares.key().at(999)).is_some());
    assert!(graph.node(&squares.key().at(1_000)).is_none());
    assert!(graph.node(&squares.key()).is_none());
    assert_eq!(graph.roots().count(), 999);
    let keys = [pairs.key().at(4), pairs.key().at(5)];
    let culled = graph.cull(&keys);
    assert_eq!((culled.len(), culled.roots().count()), (2 + 3, 2));
    let merged = Graph::merge([culled.clone(), graph.cull(&[pairs.key().at(5)]), pairs.block(9).graph()]);
    assert_eq!((merged.len(), merged.roots().count()), (3 + 5, 4));
    assert_eq!(culled, graph.cull(&keys));
    assert_ne!(culled, merged);
    assert_eq!(graph, Graph::new(pairs.iter().map(Node::from)));
    assert_eq!((built.count(), pairs_built.count()), (0, 0));
    assert_eq!(culled.tasks().count(), 5);
    assert_eq!((built.count(), pairs_built.count()), (3, 2));
}

#[test]
fn two_culls_of_one_layer_merge_into_one() {
    let (squares, _) = squares(100);
    let of = |indices: &[usize]| {
        let keys: Vec<Key> = indices.iter().map(|&index| squares.key().at(index)).collect();
        squares.cull(&keys)
    };
    let (a, b) = (of(&[1, 2, 3]), of(&[3, 50]));
    assert_eq!((a.len(), b.len()), (3, 2));
    let merged = Graph::merge([a.graph(), b.graph()]);
    assert_eq!((merged.len(), merged.roots().count()), (4, 5));
    let again = daisy::compute((a, b)).wait().unwrap();
    assert_eq!(again, (vec![1, 4, 9], vec![9, 2500]));
}

#[test]
fn a_task_of_a_layer_and_its_block_are_one_node() {
    let (squares, _) = squares(10);
    let (pairs, _) = pairs(&squares);
    let built: Vec<Node> = pairs.block(3).graph().tasks().collect();
    let blocks = [squares.block(3), squares.block(4), pairs.block(3)].map(Node::from);
    assert_eq!(built.len(), 3);
    for one in &built {
        for other in &blocks {
            let (first, last) = (Graph::new([one.clone(), other.clone()]), Graph::new([other.clone(), one.clone()]));
            for graph in [&first, &last, &Graph::merge([Graph::new([one.clone()]), Graph::new([other.clone()])])] {
                let mut keys: Vec<Key> = graph.keys().collect();
                keys.sort();
                keys.dedup();
                assert_eq!((graph.len(), graph.tasks().count()), (keys.len(), keys.len()));
            }
        }
    }
    let same = Graph::new(built.iter().map(|node| pairs.graph().node(&node.key()).unwrap()));
    assert_eq!(Graph::new(built.clone()), same);
    assert_eq!(same, Graph::new(built.clone()));
    let all = Graph::merge([Graph::new(built), pairs.graph()]);
    assert_eq!((all.len(), all.tasks().count()), (pairs.graph().len(), pairs.graph().len()));
    assert_eq!(all.cull(&[pairs.key().at(3)]), pairs.block(3).graph());
}

#[test]
fn culled_blocks_are_in_the_order_of_the_layer() {
    let (squares, built) = squares(100);
    let (other, _) = squares_of(7);
    let keys =
        [squares.key().at(9), squares.key().at(4), other.key().at(1), squares.key().at(4), squares.key().at(100)];
    let culled = squares.cull(&keys);
    assert_eq!((culled.len(), culled.key(), culled.is_materialized()), (2, squares.key(), false));
    assert_eq!(culled.block(0).key(), squares.key().at(4));
    assert_eq!(culled.iter().map(|block| block.key().index()).collect::<Vec<_>>(), [Some(4), Some(9)]);
    assert_eq!(built.count(), 0);
    assert_eq!(culled.compute().wait().unwrap(), [16, 81]);
    assert_eq!(culled.cull(&[squares.key().at(5), squares.key().at(9)]).compute().wait().unwrap(), [81]);
}

fn squares_of(len: usize) -> (Blocks<u64>, Built) {
    squares(len)
}

#[test]
fn what_a_layer_says_of_itself_follows_from_key_len_and_inputs() {
    let layer = Squares { len: 5, built: Built::default() };
    let key = layer.key();
    assert_eq!((layer.name(), layer.is_empty(), layer.is_materialized()), ("squares".into(), false, false));
    assert_eq!(layer.output_keys(), (0..5).map(|index| key.at(index)).collect::<Vec<_>>());
    let other = Key::new("other", &0u8);
    assert_eq!(layer.cull(&[key.at(4), key.at(1), other.at(2), key.at(4), key.at(5), key]), [1, 4]);
    assert_eq!(layer.built.count(), 0);

    /// Each block needs the one before.
    struct Chain(usize);
    impl Layer for Chain {
        type Output = u64;
        fn key(&self) -> Key {
            Key::new("chain", &self.0)
        }
        fn len(&self) -> usize {
            self.0
        }
        fn inputs(&self, index: usize) -> Vec<Node> {
            index.checked_sub(1).map(|before| daisy::layer(Chain(self.0)).block(before).into()).into_iter().collect()
        }
        fn task(&self, index: usize) -> Delayed<u64> {
            match index {
                0 => square(0),
                _ => square(daisy::layer(Chain(self.0)).block(index - 1)),
            }
        }
    }
    assert_eq!(Chain(10).cull(&[Chain(10).key().at(3)]), [0, 1, 2, 3]);
    assert_eq!(daisy::layer(Chain(10)).block(3).graph().len(), 4);
}

#[test]
fn a_handle_that_many_blocks_read_is_one_task() {
    struct Scaled {
        by: Delayed<u64>,
    }
    impl Layer for Scaled {
        type Output = u64;
        fn key(&self) -> Key {
            Key::new("scaled", &self.by.key())
        }
        fn len(&self) -> usize {
            1_000
        }
        fn inputs(&self, _: usize) -> Vec<Node> {
            vec![(&self.by).into()]
        }
        fn task(&self, index: usize) -> Delayed<u64> {
            add(&self.by, index as u64)
        }
    }
    let by = square(3);
    let scaled = daisy::layer(Scaled { by: by.clone() });
    let graph = scaled.graph();
    assert_eq!((graph.len(), graph.keys().count()), (1_001, 1_001));
    assert!(graph.node(&by.key()).is_some());
    assert_eq!(scaled.compute().wait().unwrap()[999], 9 + 999);
}

/// Each reads the one before, and holds it.
#[test]
fn a_long_row_of_layers_is_let_go_without_recursion() {
    struct Next(Blocks<u64>, usize);
    impl Layer for Next {
        type Output = u64;
        fn key(&self) -> Key {
            Key::new("next", &(self.0.key(), self.1))
        }
        fn len(&self) -> usize {
            1
        }
        fn inputs(&self, _: usize) -> Vec<Node> {
            vec![self.0.block(0).into()]
        }
        fn task(&self, _: usize) -> Delayed<u64> {
            add(self.0.block(0), 1)
        }
    }
    let (first, _) = squares(1);
    let written = (0..50_000).fold(first.clone(), |blocks, n| daisy::layer(Next(blocks, n)));
    assert_eq!(written.graph().len(), 50_001);
    drop(daisy::clone_graph(written.clone()));
    drop(written);
    let traced = (0..50_000).fold(first, |blocks, _| blockwise("next", &blocks, |n| add(n, 1)));
    assert_eq!(traced.graph().len(), 50_001);
    drop(traced);
}

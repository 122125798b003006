//! Blocks as a collection and as handles.

use super::*;

#[test]
fn the_rest_of_a_layer_follows_from_key_len_and_task() {
    let built = Counter::default();
    let layer = Squares { n: 3, built: built.clone() };
    let key = layer.key();
    assert!(layer.inputs(0).is_empty());
    assert_eq!(layer.name(), "squares");
    assert!(!layer.is_empty());
    assert!(Squares { n: 0, built: built.clone() }.is_empty());
    assert_eq!(layer.output_keys(), [key.at(0), key.at(1), key.at(2)]);
    assert!(!layer.is_materialized());
    let other = Key::new("cubes", &3usize);
    let asked = [key.at(2), other.at(1), key.at(0), key.at(2), inc(1).key()];
    assert_eq!(layer.cull(&asked), [0, 2], "rising, each once, others ignored");
    assert!(layer.cull(&[]).is_empty());
    assert!(layer.cull(&[other.at(0)]).is_empty());
    let boxed: Box<dyn Layer<Output = usize>> = Box::new(layer);
    assert_eq!(boxed.len(), 3, "object safe");
    assert_eq!(built.count(), 0);
}

#[test]
fn a_cull_follows_the_inputs_within_the_layer() {
    let (of, built) = squares(10);
    let sums = Sums { of, built: built.clone() };
    let key = sums.key();
    assert_eq!(sums.cull(&[key.at(3)]), [0, 1, 2, 3]);
    assert_eq!(sums.cull(&[key.at(1), key.at(4), key.at(1)]), [0, 1, 2, 3, 4]);
    assert_eq!(built.count(), 0);
}

#[test]
fn blocks_are_handles_that_have_not_been_built() {
    let (blocks, built) = squares(5);
    assert_eq!((blocks.len(), blocks.is_empty()), (5, false));
    assert!(squares(0).0.is_empty());
    assert_eq!(blocks.key(), Key::new("squares", &5usize));
    for index in 0..5 {
        assert_eq!(blocks.block(index).key(), blocks.key().at(index));
    }
    let keys: Vec<_> = blocks.iter().map(|block| block.key()).collect();
    assert_eq!(keys, (0..5).map(|index| blocks.key().at(index)).collect::<Vec<_>>());
    assert_eq!(keys_of(&blocks), keys);
    assert!(!blocks.is_materialized());
    assert_eq!(built.count(), 0);
    assert_eq!(blocks.block(3).compute().wait().unwrap(), 9);
    assert_eq!(built.count(), 1, "the one it needs");
    assert_eq!(inc_usize(blocks.block(4)).compute().wait().unwrap(), 17);
    assert_eq!(built.count(), 2);
}

#[test]
#[should_panic]
fn a_block_past_the_end_panics() {
    let _ = squares(5).0.block(5);
}

#[test]
#[should_panic]
fn a_block_past_the_end_of_a_cull_panics() {
    let (blocks, _) = squares(5);
    let few = blocks.cull(&[blocks.key().at(4)]);
    let _ = few.block(1);
}

#[test]
fn a_cull_is_the_blocks_with_these_keys_in_layer_order_and_still_a_rule() {
    let (blocks, built) = squares(10);
    let key = blocks.key();
    let few = blocks.cull(&[key.at(7), inc(1).key(), key.at(2), key.at(7), Key::new("x", &1u8).at(3)]);
    assert_eq!((few.len(), few.key()), (2, key.clone()));
    assert_eq!([few.block(0).key(), few.block(1).key()], [key.at(2), key.at(7)]);
    assert!(!few.is_materialized());
    assert_eq!(few.graph().len(), 2);
    let fewer = few.cull(&[key.at(7), key.at(3)]);
    assert_eq!(fewer.iter().map(|block| block.key()).collect::<Vec<_>>(), [key.at(7)], "a cull of a cull");
    assert!(few.cull(&[]).is_empty());
    assert_eq!(built.count(), 0);
    assert_eq!(few.compute().wait().unwrap(), [4, 49]);
    assert_eq!(built.count(), 2);
    assert_eq!(few.cull(&[]).compute().wait().unwrap(), [0usize; 0]);
}

#[test]
fn a_cull_of_blocks_leaves_out_what_they_read() {
    let (of, _) = squares(10);
    let sums = daisy::layer(Sums { of, built: Counter::default() });
    let one = sums.cull(&[sums.key().at(3)]);
    assert_eq!(one.len(), 1);
    assert_eq!(one.graph().len(), 4 + 4, "sums and squares 0 to 3");
    assert_eq!(one.compute().wait().unwrap(), [14]);
}

#[test]
fn blocks_are_a_collection() {
    let (blocks, built) = squares(4);
    assert_eq!(daisy::compute(blocks.clone()).wait().unwrap(), [0, 1, 4, 9]);
    assert_eq!(built.count(), 4);
    assert_eq!(vec![Some((blocks.clone(), inc(1)))].compute().wait().unwrap(), [Some((vec![0, 1, 4, 9], 2))]);
    assert_eq!(daisy::compute(squares(0).0).wait().unwrap(), [0usize; 0]);
    let keys = Keys::Many((0..4).map(|index| Keys::One(blocks.key().at(index))).collect());
    assert_eq!(blocks.keys(), keys);
    assert_eq!(vec![blocks.clone()].keys(), Keys::Many(vec![keys]));
}

#[test]
fn blocks_of_what_has_no_clone() {
    struct Uniques;
    impl Layer for Uniques {
        type Output = Unique;
        fn key(&self) -> Key {
            Key::new("uniques", &())
        }
        fn len(&self) -> usize {
            3
        }
        fn task(&self, index: usize) -> Delayed<Unique> {
            unique(index as i64)
        }
    }
    let blocks = daisy::layer(Uniques).clone();
    assert_eq!(*blocks.block(2).compute_shared().wait().unwrap(), Unique(2));
}

#[test]
fn the_inputs_of_a_block_are_those_of_its_task() {
    let (blocks, built) = squares(5);
    let block = node(&blocks.block(3));
    assert!(!block.is_constant());
    assert_eq!(built.count(), 0);
    let inputs = block.inputs();
    assert_eq!(built.count(), 1);
    assert_eq!(inputs.iter().map(Node::key).collect::<Vec<_>>(), [daisy::value(3usize).key()]);
    assert_eq!(block.typed::<usize>().expect("it computes to usize").compute().wait().unwrap(), 9);
    assert!(block.typed::<i64>().is_none());
}

#[test]
fn a_layer_may_be_as_long_as_it_likes() {
    const LONG: usize = 1 << 50;
    let (blocks, built) = squares(LONG);
    assert_eq!(blocks.len(), LONG);
    let last = blocks.block(1 << 30);
    assert_eq!(last.graph().len(), 1);
    assert_eq!(last.compute().wait().unwrap(), 1 << 60);
    let few = blocks.cull(&[blocks.key().at(LONG - 1), blocks.key().at(5)]);
    assert_eq!(few.len(), 2);
    assert_eq!(few.block(0).compute().wait().unwrap(), 25);
    assert_eq!(built.count(), 2);
}

#[test]
fn a_list_says_that_it_is_one() {
    struct List(Vec<Delayed<i64>>);
    impl Layer for List {
        type Output = i64;
        fn key(&self) -> Key {
            Key::new("list", &self.0.iter().map(Delayed::key).collect::<Vec<_>>())
        }
        fn len(&self) -> usize {
            self.0.len()
        }
        fn inputs(&self, index: usize) -> Vec<Node> {
            vec![(&self.0[index]).into()]
        }
        fn task(&self, index: usize) -> Delayed<i64> {
            inc(&self.0[index])
        }
        fn is_materialized(&self) -> bool {
            true
        }
    }
    let list = daisy::layer(List(vec![inc(1), inc(2)]));
    assert!(list.is_materialized());
    assert!(list.cull(&[list.key().at(1)]).is_materialized());
    assert_eq!(list.compute().wait().unwrap(), [3, 4]);
    assert_eq!(list.block(0).graph().len(), 2);
}

//! Layers, and blocks of them.

use crate::*;
use daisy::{Blocks, ErrorKind, Graph, Layer, Rewire};

/// The squares, counting how many tasks were built.
#[derive(Clone)]
struct Squares {
    n: usize,
    built: Counter,
}

#[delayed]
fn square(n: usize) -> usize {
    n * n
}

impl Layer for Squares {
    type Output = usize;

    fn key(&self) -> Key {
        Key::new("squares", &self.n)
    }

    fn len(&self) -> usize {
        self.n
    }

    fn task(&self, index: usize) -> Delayed<usize> {
        self.built.bump();
        square(index)
    }
}

fn squares(n: usize) -> (Blocks<usize>, Counter) {
    let built = Counter::default();
    (daisy::layer(Squares { n, built: built.clone() }), built)
}

#[delayed]
fn plus(a: usize, b: usize) -> usize {
    a + b
}

/// Each block of `of` and all before it: a layer that reads itself.
#[derive(Clone)]
struct Sums {
    of: Blocks<usize>,
    built: Counter,
}

impl Sums {
    fn before(&self, index: usize) -> Option<Delayed<usize>> {
        index.checked_sub(1).map(|before| daisy::layer(self.clone()).block(before))
    }
}

impl Layer for Sums {
    type Output = usize;

    fn key(&self) -> Key {
        Key::new("sums", &self.of.key())
    }

    fn len(&self) -> usize {
        self.of.len()
    }

    fn task(&self, index: usize) -> Delayed<usize> {
        self.built.bump();
        match self.before(index) {
            Some(before) => plus(before, self.of.block(index)),
            None => plus(0usize, self.of.block(index)),
        }
    }

    fn inputs(&self, index: usize) -> Vec<Node> {
        self.before(index).map(Node::from).into_iter().chain([self.of.block(index).into()]).collect()
    }
}

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

#[delayed]
fn inc_usize(n: usize) -> usize {
    n + 1
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
fn blocks_go_through_the_functions_on_collections() {
    let (blocks, built) = squares(4);
    let held = blocks.persist().wait().unwrap();
    assert_eq!(held.keys(), blocks.keys());
    assert_eq!(held.graph().len(), 0);
    assert_eq!(held.len(), 4);
    assert!(node(&held.block(2)).is_constant());
    built.reset();
    assert_eq!(held.compute().wait().unwrap(), [0, 1, 4, 9]);
    assert_eq!(held.block(3).compute().wait().unwrap(), 9);
    assert_eq!(built.count(), 0);
    let optimized = daisy::optimize(blocks.clone());
    assert_eq!(optimized.keys(), blocks.keys());
    assert_eq!(optimized.compute().wait().unwrap(), [0, 1, 4, 9]);
    let waits = daisy::wait_on(blocks.clone());
    assert_eq!((waits.len(), waits.graph().len()), (4, 4 + 5 + 4));
    let cloned = daisy::clone_graph(blocks.clone());
    assert!(keys_of(&cloned).iter().all(|key| !keys_of(&blocks).contains(key)));
    let bound = daisy::bind(blocks.clone(), inc(1));
    assert_eq!(bound.graph().len(), 4 + 2);
    assert_eq!(
        daisy::compute((waits, cloned, bound)).wait().unwrap(),
        (vec![0, 1, 4, 9], vec![0, 1, 4, 9], vec![0, 1, 4, 9])
    );
    let above = inc_usize(blocks.block(2));
    let shared = Rewire::new().omit(blocks.clone()).clone_graph(above);
    assert_eq!(node(&shared).inputs()[0].key(), blocks.block(2).key());
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
fn graphs_of_layers_build_nothing_until_they_are_looked_into() {
    let (of, built) = squares(100);
    let sums = daisy::layer(Sums { of: of.clone(), built: built.clone() });
    let key = sums.key();
    let graph = Graph::new([sums.block(9).into()]);
    assert_eq!((graph.len(), graph.is_empty()), (20, false));
    let mut keys: Vec<_> = graph.keys().collect();
    keys.sort();
    let mut expected: Vec<_> = (0..10).flat_map(|index| [of.key().at(index), key.at(index)]).collect();
    expected.sort();
    assert_eq!(keys, expected);
    assert_eq!(Graph::merge([graph.clone(), of.block(50).graph()]).len(), 21);
    assert_eq!(graph.cull([&key.at(2)]).len(), 6);
    assert!(graph.node(&key.at(2)).is_some());
    assert_eq!(graph.roots().count(), 1);
    assert_eq!(sums.graph().len(), 200);
    assert_eq!(built.count(), 0, "none of these builds");
    assert_eq!(graph.tasks().count(), 20);
    assert!(built.count() >= 20, "tasks build");
}

#[test]
fn culls_of_one_layer_merge() {
    let (blocks, built) = squares(10);
    let key = blocks.key();
    let (same, same_built) = squares(10);
    let cull = |blocks: &Blocks<usize>, indices: &[usize]| {
        blocks.cull(&indices.iter().map(|index| key.at(*index)).collect::<Vec<_>>())
    };
    let (few, others) = (cull(&blocks, &[1, 2]), cull(&same, &[2, 3]));
    let graph = Graph::merge([few.graph(), others.graph()]);
    assert_eq!(graph.len(), 3);
    assert_eq!((built.count(), same_built.count()), (0, 0));
    assert_eq!(graph.keys().collect::<Vec<_>>().len(), 3);
    assert_eq!(daisy::compute((few, others)).wait().unwrap(), (vec![1, 4], vec![4, 9]));
    assert_eq!(built.count() + same_built.count(), 3, "equal keys, equal layers: each block is built once");
}

#[test]
fn a_task_is_built_at_most_once_a_run() {
    for optimize in [true, false] {
        let (of, built) = squares(6);
        let sums_built = Counter::default();
        let sums = daisy::layer(Sums { of: of.clone(), built: sums_built.clone() });
        let run = || {
            let all = (sums.clone(), of.clone(), vec![of.block(2), sums.block(5)], inc_usize(sums.block(3)));
            daisy::compute(all).optimize(optimize).wait().unwrap()
        };
        assert_eq!(run().0, [0, 1, 5, 14, 30, 55]);
        assert_eq!((built.count(), sums_built.count()), (6, 6));
        run();
        assert!(built.count() <= 12 && sums_built.count() <= 12);
        built.reset();
        assert_eq!(sums.block(2).compute().optimize(optimize).wait().unwrap(), 5);
        assert!(built.count() <= 3, "only what is needed");
    }
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

#[delayed]
fn seven(counter: &Counter) -> usize {
    counter.bump();
    7
}

#[test]
fn a_task_takes_the_key_of_its_block() {
    struct Sevens(Delayed<Counter>);
    impl Layer for Sevens {
        type Output = usize;
        fn key(&self) -> Key {
            Key::new("sevens", &self.0.key())
        }
        fn len(&self) -> usize {
            3
        }
        fn task(&self, _: usize) -> Delayed<usize> {
            seven(&self.0)
        }
    }
    let counter = Counter::default();
    let sevens = daisy::layer(Sevens(counter.handle()));
    let graph = sevens.graph();
    let keys: Vec<_> = graph.tasks().map(|task| task.key()).collect();
    assert_eq!(sorted(keys), sorted((0..3).map(|index| sevens.key().at(index)).collect()));
    assert_eq!(sevens.compute().wait().unwrap(), [7, 7, 7]);
    assert_eq!(counter.count(), 3, "three keys, three tasks");
}

fn sorted(mut keys: Vec<Key>) -> Vec<Key> {
    keys.sort();
    keys
}

/// A layer whose task is what it is told.
struct Told(&'static str, fn(usize) -> Delayed<usize>);

impl Layer for Told {
    type Output = usize;

    fn key(&self) -> Key {
        Key::new(self.0, &3u8)
    }

    fn len(&self) -> usize {
        5
    }

    fn task(&self, index: usize) -> Delayed<usize> {
        self.1(index)
    }
}

#[test]
fn a_task_that_reads_what_inputs_lacks_is_an_error_that_names_layer_index_and_key() {
    let unlisted = |index: usize| inc_usize(squares(5).0.block(index));
    let two_calls = |index: usize| inc_usize(square(index));
    for (name, task) in [("unlisted", unlisted as fn(usize) -> _), ("two-calls", two_calls)] {
        let block = daisy::layer(Told(name, task)).block(3);
        for optimize in [true, false] {
            let error = inc_usize(&block).compute().optimize(optimize).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Executor, "{error}");
            let text = error.to_string();
            assert!(text.contains(name) && text.contains('3') && text.contains(&block.key().to_string()), "{text}");
        }
    }
    let fine = daisy::layer(Told("fine", |index| plus(index, 1)));
    assert_eq!(fine.block(2).compute().wait().unwrap(), 3, "constants need no listing");
}

#[test]
fn a_panic_of_a_rule_is_an_error_of_the_run() {
    let block = daisy::layer(Told("panics", |_| panic!("no such file"))).block(1);
    let error = daisy::compute((block, inc(1))).wait().unwrap_err();
    assert!(error.to_string().contains("no such file"), "{error}");
    assert_eq!(inc(1).compute().wait().unwrap(), 2, "and the runtime lives on");
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

#[test]
fn a_graph_lacks_the_blocks_that_are_not_in_it() {
    let (blocks, _) = squares(10);
    let graph = blocks.block(3).graph();
    assert!(graph.node(&blocks.key().at(4)).is_none());
    assert!(graph.node(&blocks.key()).is_none());
    let found = graph.node(&blocks.key().at(3)).expect("in it");
    assert_eq!(found.typed::<usize>().expect("of its type").compute().wait().unwrap(), 9);
    let lacks = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| graph.cull([&blocks.key().at(4)])));
    assert!(lacks.is_err());
}

#[test]
fn a_held_block_is_used_where_its_task_is_met() {
    let (blocks, built) = squares(4);
    let held = blocks.block(2).persist().wait().unwrap();
    built.reset();
    let merged = Graph::merge([blocks.graph(), held.graph()]);
    assert_eq!(merged.len(), 3);
    assert_eq!(daisy::compute((held, blocks.block(2), inc_usize(blocks.block(2)))).wait().unwrap(), (4, 4, 5));
    assert_eq!(built.count(), 0);
}

#[delayed]
fn count_down(n: usize) -> Delayed<usize> {
    if n == 0 { square(12) } else { count_down(n - 1) }
}

#[delayed]
async fn later(n: usize) -> Result<usize, std::num::TryFromIntError> {
    u8::try_from(n).map(usize::from)
}

#[test]
fn any_delayed_function_can_be_the_call() {
    let growing = daisy::layer(Told("growing", |index| count_down(index)));
    assert_eq!(growing.compute().wait().unwrap(), [144; 5]);
    let failing = daisy::layer(Told("failing", |index| later(index * 100)));
    assert_eq!(failing.block(2).compute().wait().unwrap(), 200);
    let error = failing.block(3).compute().wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert_eq!(error.task().expect("a task failed").key(), &failing.key().at(3));
}

#[test]
fn what_is_no_call_is_an_error_that_names_layer_index_and_key() {
    let constant = |_| daisy::value(3usize);
    let other = |index: usize| squares(5).0.block(index);
    for (name, task) in [("constant", constant as fn(usize) -> _), ("other", other)] {
        let block = daisy::layer(Told(name, task)).block(3);
        let error = block.compute().wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor, "{error}");
        let text = error.to_string();
        assert!(text.contains(name) && text.contains('3') && text.contains(&block.key().to_string()), "{text}");
    }
}

#[test]
fn a_clone_and_the_layer_itself_build_each_task_once() {
    let (blocks, built) = squares(4);
    let cloned = daisy::clone_graph(blocks.clone());
    assert_eq!(built.count(), 0, "a clone of a rule is a rule");
    assert_eq!(cloned.compute().wait().unwrap(), [0, 1, 4, 9]);
    assert_eq!(built.count(), 4);
}

#[test]
fn inputs_may_list_what_the_task_does_not_read() {
    struct Generous(Blocks<usize>);
    impl Layer for Generous {
        type Output = usize;
        fn key(&self) -> Key {
            Key::new("generous", &self.0.key())
        }
        fn len(&self) -> usize {
            self.0.len()
        }
        fn inputs(&self, _: usize) -> Vec<Node> {
            self.0.iter().map(Node::from).collect()
        }
        fn task(&self, index: usize) -> Delayed<usize> {
            inc_usize(self.0.block(index))
        }
    }
    let generous = daisy::layer(Generous(squares(4).0));
    assert_eq!(generous.compute().wait().unwrap(), [1, 2, 5, 10]);
}

#[test]
fn the_listing_of_blocks_names_their_functions() {
    let (blocks, _) = squares(3);
    assert_eq!(
        inc_usize(blocks.block(2)).graph().to_string().trim_end(),
        "a = value usize\nb = square(a)\nreturn inc_usize(b)"
    );
}

#[test]
fn one_layer_under_two_names_is_two() {
    let told = |name| daisy::layer(Told(name, |index| square(index)));
    assert_ne!(told("one").block(0).key(), told("two").block(0).key());
    assert_eq!(
        daisy::compute((told("one"), told("two"))).wait().unwrap(),
        (vec![0, 1, 4, 9, 16], vec![0, 1, 4, 9, 16])
    );
}

/// A layer that reads itself as it is told, in what it says and in what it does.
#[derive(Clone, Copy)]
struct Itself(&'static str, fn(usize) -> usize);

impl Layer for Itself {
    type Output = usize;

    fn key(&self) -> Key {
        Key::new(self.0, &())
    }

    fn len(&self) -> usize {
        4
    }

    fn task(&self, index: usize) -> Delayed<usize> {
        inc_usize(daisy::layer(*self).block(self.1(index)))
    }

    fn inputs(&self, index: usize) -> Vec<Node> {
        vec![daisy::layer(*self).block(self.1(index)).into()]
    }
}

#[test]
fn blocks_that_wait_for_each_other_are_an_error_and_no_hang() {
    for (name, reads) in [("narcissus", (|index| index) as fn(usize) -> usize), ("circle", |index| (index + 1) % 4)] {
        let block = daisy::layer(Itself(name, reads)).block(2);
        let error = inc_usize(&block).compute().wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor);
        assert!(error.to_string().contains(&block.key().to_string()), "{error}");
    }
}

#[test]
fn layers_of_a_clone_are_told_apart_by_their_parents_and_shared_by_their_seed() {
    let (blocks, _) = squares(4);
    let seeded = Rewire::new().seed(3);
    let (first, second) = (seeded.clone_graph(blocks.clone()), seeded.clone_graph(blocks.clone()));
    assert_eq!(first.keys(), second.keys());
    assert_eq!(first.graph(), second.graph());
    assert_eq!(Graph::merge([first.graph(), second.graph(), blocks.graph()]).len(), 8);
    let again = seeded.clone_graph(first.clone());
    assert!(keys_of(&again).iter().all(|key| !keys_of(&first).contains(key) && !keys_of(&blocks).contains(key)));
    let bound = seeded.bind(blocks.clone(), inc(1));
    assert!(keys_of(&bound).iter().all(|key| !keys_of(&first).contains(key)));
    let few = seeded.clone_graph(blocks.cull(&[blocks.key().at(2)]));
    assert_eq!(keys_of(&few), [first.block(2).key()], "a part of a clone is a clone of a part");
    assert_eq!(daisy::compute((first, again, bound, few)).wait().unwrap().3, [4]);
}

#[test]
fn a_bound_layer_runs_after_the_parents() {
    let log = Log::default();
    let handle = daisy::opaque(log.clone());
    struct Writes(Delayed<Log>);
    impl Layer for Writes {
        type Output = i64;
        fn key(&self) -> Key {
            Key::new("writes", &self.0.key())
        }
        fn len(&self) -> usize {
            3
        }
        fn task(&self, index: usize) -> Delayed<i64> {
            logged(&self.0, index as i64, Vec::<i64>::new())
        }
    }
    let blocks = daisy::layer(Writes(handle.clone()));
    let bound = daisy::bind(blocks.clone(), logged(&handle, 100, Vec::<i64>::new()));
    assert_eq!(bound.block(1).compute().wait().unwrap(), 1, "one of them alone, too");
    assert_eq!(log.take(), [100, 1]);
    assert_eq!(bound.compute().wait().unwrap(), [0, 1, 2]);
    let names = log.take();
    assert_eq!((names.len(), names[0]), (4, 100));
    let waits = daisy::wait_on((blocks, logged(&handle, 200, Vec::<i64>::new()))).0;
    let seen = waits.block(0).map(move |_| log.names().len());
    assert_eq!(seen.compute().wait().unwrap(), 4);
}

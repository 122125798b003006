//! Layers in graphs, in runs, and rewired.

use super::*;

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
    let reader = || inc_usize(blocks.block(2));
    for optimize in [false, true] {
        let run = |pair| daisy::compute(pair).optimize(optimize).wait().unwrap();
        assert_eq!(run((held.clone(), reader())), (4, 5));
        assert_eq!(run((reader(), held.clone())), (5, 4));
        assert_eq!(run((blocks.block(2), inc_usize(&held))), (4, 5));
    }
    assert_eq!(built.count(), 0);
    assert_eq!(daisy::compute((blocks.clone(), vec![held])).wait().unwrap(), (vec![0, 1, 4, 9], vec![4]));
    assert_eq!(built.count(), 3);
}

#[test]
fn a_clone_of_a_rule_is_a_rule() {
    let (blocks, built) = squares(4);
    let cloned = daisy::clone_graph(blocks.clone());
    assert_eq!(built.count(), 0);
    assert_eq!(cloned.compute().wait().unwrap(), [0, 1, 4, 9]);
    assert_eq!(built.count(), 4);
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

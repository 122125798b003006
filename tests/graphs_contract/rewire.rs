//! `bind`, `clone_graph`, and `Rewire`.

use crate::*;
use daisy::{Graph, Rewire};
use std::collections::{BTreeMap, HashSet};

/// The handles a function gives, and how many tasks they need.
pub(crate) fn leaves(count: i64) -> Vec<Delayed<i64>> {
    (0..count).map(inc).collect()
}

#[test]
fn bound_children_run_again_after_the_parents() {
    let log = Log::default();
    let handle = daisy::opaque(log.clone());
    let child = logged(&handle, 2, vec![logged(&handle, 1, Vec::<i64>::new())]);
    let parent = logged(&handle, 3, Vec::<i64>::new());
    let bound = daisy::bind(child.clone(), parent.clone());
    assert_ne!(bound.key(), child.key());
    assert_eq!(bound.name(), "logged");
    assert_eq!(bound.compute().wait().unwrap(), 2);
    assert_eq!(log.take(), [3, 1, 2]);
    assert_eq!(daisy::compute((bound.clone(), parent, child)).wait().unwrap(), (2, 3, 2));
    let mut names = log.take();
    let last = |name| names.iter().rposition(|other| *other == name);
    assert!(last(3) < last(1) && last(1) < last(2), "{names:?}");
    names.sort();
    assert_eq!(names, [1, 1, 2, 2, 3], "the children ran again");
}

#[test]
fn only_leaves_wait_and_by_an_edge() {
    let (x, y) = (inc(1), inc(2));
    let top = add(&x, &y);
    let bound = daisy::bind(top.clone(), inc(100));
    assert_eq!(bound.graph().len(), 3 + 1 + 1, "the children, the parent, its checkpoint");
    let inputs = node(&bound).inputs();
    assert_eq!(inputs.len(), 2, "what reads a regenerated task does not wait");
    let checkpoint = daisy::checkpoint(inc(100));
    for (input, original) in inputs.iter().zip([x, y]) {
        assert_ne!(input.key(), original.key());
        let below = input.inputs();
        assert_eq!(below.len(), 2, "a leaf reads its constant and the checkpoint");
        assert_eq!(below[0].key(), node(&original).inputs()[0].key(), "constants are shared");
        assert_eq!(below[1].name(), checkpoint.name());
        assert_eq!(below[1].inputs().iter().map(Node::key).collect::<Vec<_>>(), [inc(100).key()]);
    }
    assert_eq!(inputs[0].inputs()[1].key(), inputs[1].inputs()[1].key(), "one checkpoint for all");
    let many = daisy::bind(leaves(5), leaves(120)[20..].to_vec());
    assert_eq!(many.graph().len(), 5 + 215);
}

#[test]
fn what_is_omitted_is_shared_and_what_is_just_above_it_waits() {
    let (counter, log) = (Counter::default(), Log::default());
    let below = counted(counter.handle(), 1);
    let base = inc(&below);
    let middle = logged(daisy::opaque(log.clone()), 5, vec![base.clone()]);
    let top = inc(&middle);
    let bound = Rewire::new().omit(base.clone()).bind(top.clone(), inc(50));
    let regenerated = node(&bound).inputs()[0].clone();
    assert_ne!((bound.key(), regenerated.key()), (top.key(), middle.key()));
    let graph = bound.graph();
    assert!(graph.node(&base.key()).is_some() && graph.node(&below.key()).is_some(), "it and all it needs");
    assert!(graph.node(&middle.key()).is_none() && graph.node(&top.key()).is_none());
    assert_eq!(regenerated.inputs().len(), node(&middle).inputs().len() + 1, "just above: it waits");
    assert_eq!(node(&bound).inputs().len(), 1);
    assert_eq!(daisy::compute((bound, top)).wait().unwrap(), (6, 6));
    assert_eq!(counter.count(), 1);
    assert_eq!(log.take(), [5, 5]);
}

#[test]
fn omissions_add_up() {
    let (a, b, c) = (inc(1), inc(2), inc(3));
    let all = total(vec![a.clone(), b.clone(), c.clone()]);
    let cloned = Rewire::new().omit(a.clone()).omit(vec![b.clone()]).clone_graph(all.clone());
    let graph = cloned.graph();
    let kept = [&a, &b, &c].map(|handle| graph.node(&handle.key()).is_some());
    assert_eq!(kept, [true, true, false]);
    assert_eq!(cloned.compute().wait().unwrap(), 9);
    let whole = Rewire::new().omit(all.clone()).clone_graph(all.clone());
    assert_eq!(whole.key(), all.key(), "all of it omitted is all of it shared");
    let unrelated = Rewire::new().omit(inc(1000)).clone_graph(all.clone());
    assert_eq!(unrelated.graph().len(), 4);
    assert_ne!(unrelated.key(), all.key());
}

#[test]
fn a_task_that_reads_omitted_and_regenerated_ones_does_not_wait() {
    let (omitted, other) = (inc(1), inc(2));
    let top = add(&omitted, &other);
    let bound = Rewire::new().omit(omitted.clone()).bind(top, inc(50));
    let inputs = node(&bound).inputs();
    assert_eq!(inputs.len(), 2, "one of its inputs is regenerated");
    assert_eq!(inputs[0].key(), omitted.key());
    assert_eq!(inputs[1].inputs().len(), 2);
}

#[test]
fn the_same_seed_gives_the_same_keys() {
    let collection = (inc(inc(1)), vec![inc(2)]);
    let seeded = Rewire::new().seed(7);
    let keys = |collection: (Delayed<i64>, Vec<Delayed<i64>>)| keys_of(&collection);
    assert_eq!(keys(seeded.clone_graph(collection.clone())), keys(seeded.clone_graph(collection.clone())));
    let again = Rewire::new().seed(7).clone_graph(collection.clone());
    assert_eq!(keys(again.clone()), keys(seeded.clone().clone_graph(collection.clone())));
    assert_eq!(again.graph(), seeded.clone_graph(collection.clone()).graph());
    let bound = seeded.bind(collection.clone(), inc(9));
    assert_eq!(keys(bound.clone()), keys(seeded.bind(collection.clone(), inc(9))));
    assert_ne!(keys(bound), keys(seeded.bind(collection.clone(), inc(10))), "other parents, other keys");
    assert_eq!(keys(seeded.wait_on(collection.clone())), keys(seeded.wait_on(collection.clone())));
    assert_eq!(seeded.checkpoint(collection.clone()).key(), seeded.checkpoint(collection.clone()).key());
    let zero = Rewire::new().seed(0).clone_graph(collection.clone());
    assert_eq!(keys(zero.clone()), keys(Rewire::new().seed(0).clone_graph(collection.clone())));
    assert_ne!(keys(again), keys(zero), "another seed");
}

#[test]
fn without_a_seed_every_call_differs() {
    let handle = inc(1);
    let keys: HashSet<Key> = (0..10)
        .flat_map(|_| [daisy::clone_graph(handle.clone()).key(), daisy::bind(handle.clone(), inc(2)).key()])
        .chain([handle.key()])
        .collect();
    assert_eq!(keys.len(), 21);
    let one = Rewire::new();
    assert_ne!(one.clone_graph(handle.clone()).key(), one.clone_graph(handle.clone()).key());
}

#[test]
fn a_clone_has_the_same_values_under_new_keys_and_runs_again() {
    let counter = Counter::default();
    let base = counted(counter.handle(), 3);
    let diamond = add(inc(&base), mul(&base, 2));
    let cloned = daisy::clone_graph(diamond.clone());
    assert_eq!(cloned.graph().len(), diamond.graph().len(), "sharing is kept");
    let both = Graph::merge([diamond.graph(), cloned.graph()]);
    assert_eq!(both.len(), 2 * diamond.graph().len(), "no task in common");
    assert_eq!(both.constants().count(), diamond.graph().constants().count(), "all constants in common");
    assert_eq!(daisy::compute((diamond, cloned)).wait().unwrap(), (10, 10));
    assert_eq!(counter.count(), 2);
}

#[test]
fn a_clone_of_a_clone_differs_from_both() {
    let seeded = Rewire::new().seed(1);
    let handle = add(inc(1), 2);
    let first = seeded.clone_graph(handle.clone());
    let second = seeded.clone_graph(first.clone());
    let graph = Graph::merge([handle.graph(), first.graph(), second.graph()]);
    assert_eq!(graph.len(), 3 * 2);
    assert_eq!(daisy::compute((handle, first, second)).wait().unwrap(), (4, 4, 4));
}

#[test]
fn constants_and_held_results_are_shared() {
    let counter = Counter::default();
    let held = counted(counter.handle(), 3).persist().wait().unwrap();
    let constants = (daisy::value(1i64), daisy::opaque(2i64), held.clone());
    let cloned = daisy::clone_graph(constants.clone());
    assert_eq!(keys_of(&cloned), keys_of(&constants));
    let above = daisy::clone_graph(inc(&held));
    assert_eq!(node(&above).inputs()[0].key(), held.key());
    assert_eq!(above.graph().len(), 1);
    let bound = daisy::bind((held.clone(), inc(&held)), inc(9));
    assert_eq!(bound.0.key(), held.key());
    assert_eq!(daisy::compute((cloned, above, bound)).wait().unwrap(), ((1, 2, 3), 4, (3, 4)));
    assert_eq!(counter.count(), 1);
}

#[test]
fn impure_tasks_are_regenerated_like_others() {
    let counter = Counter::default();
    let time = tick(counter.handle());
    let later = time.map(|n| n + 100);
    let cloned = daisy::clone_graph(later.clone());
    assert_ne!(node(&cloned).inputs()[0].key(), time.key());
    let (a, b) = daisy::compute((later, cloned)).wait().unwrap();
    assert_eq!(counter.count(), 2);
    assert_eq!((a.min(b), a.max(b)), (100, 101));
    let seeded = Rewire::new().seed(4);
    assert_eq!(seeded.clone_graph(time.clone()).key(), seeded.clone_graph(time).key());
}

#[test]
fn a_builder_is_a_value() {
    let rewire = Rewire::new().seed(1).split_every(3).omit(inc(1));
    assert!(!format!("{rewire:?}").is_empty());
    let copy = rewire.clone();
    let top = inc(inc(1));
    assert_eq!(copy.clone_graph(top.clone()).key(), rewire.clone_graph(top.clone()).key());
    assert_eq!(rewire.clone_graph(top).graph().len(), 2);
    assert_eq!(rewire.checkpoint(leaves(100)).graph().len(), 250);
}

#[test]
fn bind_goes_through_a_task_shared_by_several_children() {
    let (counter, parent) = (Counter::default(), Counter::default());
    let base = counted(counter.handle(), 3);
    let children = (inc(&base), vec![mul(&base, 2)], Some(base.clone()));
    let bound = daisy::bind(children, (counted(parent.handle(), 1), Vec::<Delayed<i64>>::new()));
    assert_eq!(bound.compute().wait().unwrap(), (4, vec![6], Some(3)));
    assert_eq!((counter.count(), parent.count()), (1, 1));
}

#[test]
fn a_split_applies_to_the_checkpoint_of_the_parents() {
    let bound = Rewire::new().split_every(2).bind(inc(1000), leaves(100));
    assert_eq!(bound.graph().len(), 1 + 299);
}

#[test]
fn parents_may_read_the_children() {
    let log = Log::default();
    let handle = daisy::opaque(log.clone());
    let child = logged(&handle, 1, Vec::<i64>::new());
    let parent = logged(&handle, 2, vec![child.clone()]);
    assert_eq!(daisy::bind(child, parent).compute().wait().unwrap(), 1);
    assert_eq!(log.take(), [1, 2, 1]);
}

#[test]
fn long_chains_are_rewired() {
    let chain = (0..100_000).fold(daisy::value(0i64), |handle, _| inc(handle));
    let parent = (0..100_000).fold(daisy::value(-200_000i64), |handle, _| inc(handle));
    let bound = daisy::bind(chain.clone(), daisy::wait_on(parent));
    assert_eq!(bound.graph().len(), 200_000 + 2 + 1);
    assert_eq!(bound.compute().wait().unwrap(), 100_000);
}

#[delayed]
fn halves(n: i64) -> Result<i64, std::num::TryFromIntError> {
    u8::try_from(n).map(|n| i64::from(n) / 2)
}

#[delayed]
fn both(n: i64) -> (i64, String) {
    (n, n.to_string())
}

#[test]
fn whatever_a_handle_comes_from_is_regenerated() {
    let (number, text) = both(4).split();
    let failed = halves(-1).attempt().map(|result| result.is_err());
    let collection = (
        (number, text),
        failed,
        inc(1).map(|n| n * 10),
        inc(1).and_then(|n| add(*n, 1)),
        grows(3),
        (&inc(1) + 1, -inc(2), inc(3) << 2i64),
        (total(vec![inc(1), inc(2)]), inc(1).map(|n| inc(*n)).flatten()),
    );
    let values = collection.compute().wait().unwrap();
    for rewired in [daisy::clone_graph(collection.clone()), daisy::bind(collection.clone(), inc(9))] {
        assert!(keys_of(&rewired).iter().all(|key| !keys_of(&collection).contains(key)));
        assert_eq!(rewired.compute().wait().unwrap(), values);
        assert_eq!(daisy::compute((rewired, collection.clone())).wait().unwrap(), (values.clone(), values.clone()));
    }
    assert_eq!(daisy::wait_on(collection.clone()).compute().wait().unwrap(), values);
    assert_eq!(daisy::checkpoint(collection).compute().wait().unwrap(), ());
}

#[test]
fn a_failing_parent_or_member_fails_what_waits_for_it() {
    let (counter, failing) = (Counter::default(), halves(-1));
    let bound = daisy::bind(counted(counter.handle(), 1), failing.clone());
    let error = bound.compute().wait().unwrap_err();
    assert_eq!(error.task().expect("a task failed").key(), &failing.key());
    assert_eq!(counter.count(), 0, "the children come after the parents");
    let (fine, _) = daisy::wait_on((inc(1), failing.clone()));
    assert_eq!(fine.compute().wait().unwrap_err().task().expect("a task failed").key(), &failing.key());
    assert!(daisy::checkpoint((inc(1), failing)).compute().wait().is_err());
}

#[test]
fn an_omitted_collection_may_be_any() {
    let (a, b, c) = (inc(1), inc(2), inc(3));
    let all = total(vec![a.clone(), b.clone(), c.clone()]);
    let omitted = BTreeMap::from([(1, Some(vec![a.clone()])), (2, None), (3, Some(vec![b.clone(), c.clone()]))]);
    let bound = Rewire::new().omit(omitted).bind(all.clone(), inc(9));
    assert_eq!(bound.graph().len(), 3 + 1 + 2);
    assert_eq!(node(&bound).inputs().len(), 3 + 1, "it waits itself");
    assert!([a, b, c].iter().all(|handle| bound.graph().node(&handle.key()).is_some()));
    assert_eq!(Rewire::new().omit(None::<Delayed<i64>>).clone_graph(all).graph().len(), 4);
}

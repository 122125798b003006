//! What is a collection, and what the functions on collections do.

use crate::*;
use daisy::{Computation, Graph};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

/// A key that is neither `Clone` nor `Tokenize`.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Label(&'static str);

type Hasher = BuildHasherDefault<DefaultHasher>;

#[test]
fn every_collection_computes_in_its_shape() {
    assert_eq!(daisy::compute(inc(0)).wait().unwrap(), 1);
    assert_eq!(daisy::compute((inc(0),)).wait().unwrap(), (1,));
    assert_eq!(daisy::compute([inc(0), inc(1)]).wait().unwrap(), [1, 2]);
    assert_eq!(daisy::compute(vec![inc(0), inc(1)]).wait().unwrap(), [1, 2]);
    assert_eq!(daisy::compute(Some(inc(0))).wait().unwrap(), Some(1));
    assert_eq!(daisy::compute(Box::new(inc(0))).wait().unwrap(), Box::new(1));
    let map: HashMap<Label, Delayed<i64>, Hasher> = [(Label("a"), inc(0)), (Label("b"), inc(1))].into_iter().collect();
    let expected: HashMap<Label, i64, Hasher> = [(Label("a"), 1), (Label("b"), 2)].into_iter().collect();
    assert_eq!(daisy::compute(map).wait().unwrap(), expected);
    let map = BTreeMap::from([(Label("a"), inc(0)), (Label("b"), inc(1))]);
    assert_eq!(daisy::compute(map).wait().unwrap(), BTreeMap::from([(Label("a"), 1), (Label("b"), 2)]));
}

#[test]
fn tuples_to_twelve() {
    let n = |n: i64| inc(n);
    let twelve = (n(0), n(1), n(2), n(3), n(4), n(5), n(6), n(7), n(8), n(9), n(10), n(11));
    let keys = keys_of(&twelve);
    assert_eq!(keys, (0..12).map(|i| inc(i).key()).collect::<Vec<_>>());
    assert_eq!(daisy::compute(twelve).wait().unwrap(), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    assert_eq!(daisy::compute((n(0), n(1), n(2), n(3), n(4))).wait().unwrap(), (1, 2, 3, 4, 5));
}

#[test]
fn collections_nest_as_deep_as_you_like() {
    type Deep = Vec<Option<(Delayed<i64>, Box<Vec<[Delayed<String>; 2]>>)>>;
    let text = |text: &str| daisy::value(text.to_string());
    let deep: Deep = vec![
        Some((inc(0), Box::new(vec![[text("a"), text("b")], [text("c"), text("a")]]))),
        None,
        Some((inc(0), Box::new(vec![]))),
    ];
    let s = str::to_string;
    let expected = vec![
        Some((1, Box::new(vec![[s("a"), s("b")], [s("c"), s("a")]]))),
        None,
        Some((1, Box::new(Vec::<[String; 2]>::new()))),
    ];
    assert_eq!(deep.compute().wait().unwrap(), expected);
    assert_eq!(deep.persist().wait().unwrap().compute().wait().unwrap(), expected);
    let map = BTreeMap::from([(1, HashMap::from([("x", deep.clone())])), (2, HashMap::new())]);
    let computed = map.compute().wait().unwrap();
    assert_eq!(computed, BTreeMap::from([(1, HashMap::from([("x", expected)])), (2, HashMap::new())]));
}

#[test]
fn no_keys_are_legal_and_the_empty_shape_comes_back() {
    assert_eq!(daisy::compute(Vec::<Delayed<i64>>::new()).wait().unwrap(), Vec::<i64>::new());
    assert_eq!(daisy::compute(None::<Delayed<i64>>).wait().unwrap(), None);
    let none: [Delayed<i64>; 0] = [];
    assert_eq!(daisy::compute(none).wait().unwrap(), [0i64; 0]);
    assert!(daisy::compute(HashMap::<u8, Delayed<i64>>::new()).wait().unwrap().is_empty());
    assert!(daisy::compute(BTreeMap::<u8, Delayed<i64>>::new()).wait().unwrap().is_empty());
    let nested = (Vec::<Delayed<i64>>::new(), Box::new(None::<Delayed<i64>>), [Vec::<Delayed<i64>>::new()]);
    assert_eq!(nested.keys().len(), 0);
    assert!(nested.graph().is_empty());
    assert_eq!(daisy::compute(nested.clone()).wait().unwrap(), (vec![], Box::new(None), [vec![]]));
    assert_eq!(daisy::persist(nested.clone()).wait().unwrap().keys().len(), 0);
    assert_eq!(daisy::optimize(nested).keys().len(), 0);
    assert_eq!(daisy::clone_graph(vec![None::<Delayed<i64>>]).len(), 1);
    assert!(daisy::wait_on(Vec::<Delayed<i64>>::new()).is_empty());
}

#[test]
fn roots_come_in_order() {
    let [a, b, c, d] = [1, 2, 3, 4].map(inc);
    let keys = |nodes: Vec<Node>| nodes.iter().map(Node::key).collect::<Vec<_>>();
    let collection = (d.clone(), vec![b.clone(), a.clone()], Some(Box::new(c.clone())), [d.clone()]);
    assert_eq!(keys(roots_of(&collection)), [&d, &b, &a, &c, &d].map(Delayed::key));
    let map = BTreeMap::from([(2, (c.clone(), a.clone())), (1, (b.clone(), d.clone()))]);
    assert_eq!(keys(roots_of(&map)), [&b, &d, &c, &a].map(Delayed::key), "in the order of the map");
    let mut before = vec![node(&a)];
    b.roots(&mut before);
    assert_eq!(keys(before), [a.key(), b.key()], "roots are added, not replaced");
}

#[test]
fn keys_are_nested_as_the_results_will_be() {
    let [a, b, c] = [1, 2, 3].map(inc);
    let one = |handle: &Delayed<i64>| Keys::One(handle.key());
    assert_eq!(a.keys(), one(&a));
    assert_eq!((a.clone(), b.clone()).keys(), Keys::Many(vec![one(&a), one(&b)]));
    assert_eq!((a.clone(),).keys(), Keys::Many(vec![one(&a)]));
    assert_eq!([b.clone(), a.clone()].keys(), Keys::Many(vec![one(&b), one(&a)]));
    assert_eq!(Vec::<Delayed<i64>>::new().keys(), Keys::Many(vec![]));
    let nested = (a.clone(), vec![vec![b.clone()], vec![]], [c.clone(), a.clone()]);
    let expected = Keys::Many(vec![
        one(&a),
        Keys::Many(vec![Keys::Many(vec![one(&b)]), Keys::Many(vec![])]),
        Keys::Many(vec![one(&c), one(&a)]),
    ]);
    assert_eq!(nested.keys(), expected);
    let map = BTreeMap::from([("x", vec![a.clone(), b.clone()]), ("y", vec![c.clone()])]);
    let expected = Keys::Many(vec![Keys::Many(vec![one(&a), one(&b)]), Keys::Many(vec![one(&c)])]);
    assert_eq!(Collection::keys(&map), expected);
    assert_eq!(keys_of(&Some(Box::new(a.clone()))), [a.key()]);
    assert_eq!(a.shared().keys().iter().collect::<Vec<_>>(), [&a.key()]);
}

#[test]
fn the_keys_are_those_of_the_roots() {
    let map: HashMap<i64, Delayed<i64>> = (0..20).map(|n| (n, inc(n))).collect();
    let of_roots: Vec<_> = roots_of(&map).iter().map(Node::key).collect();
    assert_eq!(keys_of(&map), of_roots);
}

#[test]
fn a_handle_twice_is_computed_once_and_given_twice() {
    let counter = Counter::default();
    let handle = counted(counter.handle(), 3);
    let (a, b, c) = daisy::compute((handle.clone(), vec![handle.clone()], handle.shared())).wait().unwrap();
    assert_eq!((a, b, *c), (3, vec![3], 3));
    assert_eq!(counter.count(), 1);
}

#[test]
fn a_collection_is_one_merged_run() {
    let counter = Counter::default();
    let shared = counted(counter.handle(), 3);
    let results = daisy::compute((inc(&shared), vec![add(&shared, 1), shared.clone()], Some(mul(&shared, 2))));
    assert_eq!(results.wait().unwrap(), (4, vec![4, 3], Some(6)));
    assert_eq!(counter.count(), 1);
}

#[test]
fn compute_and_persist_take_a_collection_by_reference() {
    let handles = vec![inc(0), inc(1)];
    assert_eq!(handles.compute().wait().unwrap(), [1, 2]);
    assert_eq!(handles.compute().wait().unwrap(), [1, 2]);
    let held: Computation<Vec<Delayed<i64>>> = handles.persist();
    assert_eq!(keys_of(&held.wait().unwrap()), keys_of(&handles));
    let handle = inc(3);
    assert_eq!(handle.compute().wait().unwrap(), 4);
    assert_eq!(handle.compute().wait().unwrap(), 4);
}

#[test]
fn a_computation_does_nothing_until_it_is_waited_for() {
    let counter = Counter::default();
    let computation = vec![counted(counter.handle(), 3)].compute();
    std::thread::yield_now();
    assert_eq!(counter.count(), 0);
    drop(computation);
    assert_eq!(counter.count(), 0);
}

#[test]
fn shared_is_a_collection_of_one_handle_without_clone() {
    let handle = unique(1);
    let shared = handle.shared();
    assert_eq!(shared.key(), handle.key(), "it derefs to its handle");
    assert_eq!(shared.name(), "unique");
    let one: Arc<Unique> = daisy::compute(shared.clone()).wait().unwrap();
    assert_eq!(*one, Unique(1));
    let same: Arc<Unique> = handle.compute_shared().wait().unwrap();
    assert_eq!(*same, Unique(1));
    let many: Vec<Arc<Unique>> =
        vec![unique(1).shared(), unique(2).shared(), unique(1).shared()].compute().wait().unwrap();
    assert_eq!(many.iter().map(|unique| unique.0).collect::<Vec<_>>(), [1, 2, 1]);
    assert!(Arc::ptr_eq(&many[0], &many[2]), "never cloned");
    let held = daisy::persist(shared).wait().unwrap();
    let (a, b) = (held.compute_shared().wait().unwrap(), held.compute_shared().wait().unwrap());
    assert!(Arc::ptr_eq(&a, &b));
}

#[test]
fn the_graph_is_what_the_roots_need() {
    let a = inc(1);
    let collection = (add(&a, 2), vec![a.clone()]);
    assert_eq!(collection.graph(), Graph::new(roots_of(&collection)));
    assert_eq!(collection.graph().len(), 2);
}

#[test]
fn a_persisted_handle_is_a_held_result() {
    let counter = Counter::default();
    let handle = counted(counter.handle(), 3);
    let held = handle.persist().wait().unwrap();
    assert_eq!(counter.count(), 1);
    assert_eq!(held.key(), handle.key());
    assert_eq!(held.graph().len(), 0);
    assert_eq!(inc(&held).graph().len(), 1);
    assert_eq!(inc(&held).key(), inc(&handle).key());
    assert_eq!(inc(&held).compute().wait().unwrap(), 4);
    assert_eq!(held.compute().wait().unwrap(), 3);
    assert_eq!(counter.count(), 1);
    assert_eq!(handle.compute().wait().unwrap(), 3);
    assert_eq!(counter.count(), 2, "the handle itself computes again");
}

#[test]
fn where_a_held_result_and_a_task_meet_the_result_is_used() {
    let counter = Counter::default();
    let handle = counted(counter.handle(), 3);
    let held = handle.persist().wait().unwrap();
    counter.reset();
    assert_eq!(daisy::compute((inc(&handle), inc(&held))).wait().unwrap(), (4, 4));
    assert_eq!(daisy::compute((inc(&held), inc(&handle))).wait().unwrap(), (4, 4));
    assert_eq!(daisy::compute((add(&handle, 1), held.clone())).wait().unwrap(), (4, 3));
    assert_eq!(daisy::compute((held.clone(), handle.clone())).wait().unwrap(), (3, 3));
    assert_eq!(daisy::compute((handle.clone(), held.clone())).optimize(false).wait().unwrap(), (3, 3));
    assert_eq!(counter.count(), 0);
}

#[test]
fn optimize_keeps_keys_and_results_and_runs_nothing() {
    let counter = Counter::default();
    let base = counted(counter.handle(), 3);
    let collection = (inc(&base), vec![mul(&base, &base), base.clone()], None::<Delayed<i64>>);
    let optimized = daisy::optimize(collection.clone());
    assert_eq!(counter.count(), 0);
    assert_eq!(optimized.keys(), collection.keys());
    let twice = daisy::optimize(optimized.clone());
    assert_eq!(twice.graph(), optimized.graph(), "idempotent");
    assert_eq!(twice.graph().to_string(), optimized.graph().to_string());
    assert_eq!(optimized.compute().wait().unwrap(), (4, vec![9, 3], None));
    assert_eq!(collection.compute().wait().unwrap(), (4, vec![9, 3], None));
    assert_eq!(counter.count(), 2);
}

#[test]
fn a_graph_has_the_held_result_where_it_meets_the_task() {
    let handle = inc(1);
    let held = handle.persist().wait().unwrap();
    for graphs in [[handle.graph(), held.graph()], [held.graph(), handle.graph()]] {
        let merged = Graph::merge(graphs);
        assert_eq!((merged.len(), merged.constants().count()), (0, 1));
    }
}

/// `Send`, and neither `Sync` nor `Clone`.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Unsync(u8, std::marker::PhantomData<std::cell::Cell<u8>>);

#[derive(Collection)]
struct Kept {
    #[collection(keep)]
    unsync: Unsync,
    by: BTreeMap<Unsync, Delayed<i64>>,
}

#[test]
fn a_collection_need_not_be_sync_and_its_computation_is_send() {
    fn sent<T: Send + 'static>(t: T) -> T {
        std::thread::spawn(move || t).join().unwrap()
    }
    let kept = || Kept { unsync: Unsync::default(), by: BTreeMap::from([(Unsync::default(), inc(1))]) };
    let values = sent(daisy::compute(kept())).wait().unwrap();
    assert_eq!((values.unsync, values.by), (Unsync::default(), BTreeMap::from([(Unsync::default(), 2)])));
    let held = sent(daisy::persist(kept())).wait().unwrap();
    assert_eq!(held.graph().len(), 0);
    assert_eq!(daisy::clone_graph(daisy::optimize(kept())).keys().len(), 1);
}

#[test]
fn a_maps_hasher_goes_with_it() {
    let hasher = std::hash::RandomState::new();
    let mut map: HashMap<u8, Delayed<i64>, _> = HashMap::with_hasher(hasher.clone());
    map.extend((0..9).map(|n| (n, inc(i64::from(n)))));
    let held = daisy::persist(map).wait().unwrap();
    let values = daisy::compute(held).wait().unwrap();
    assert_eq!(values, (0..9).map(|n| (n, i64::from(n) + 1)).collect());
}

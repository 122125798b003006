//! What is a collection, and what the functions on collections do.

use crate::*;
use daisy::{Computation, ErrorKind, Graph, Results, Swap};
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

/// One handle that asks for more than its own, or the wrong thing, of the results.
struct Asks<F>(Delayed<i64>, F);

impl<R: Send + 'static, F: FnOnce(Key, &mut Results) -> daisy::Result<R> + Send + 'static> Collection for Asks<F> {
    type Output = R;

    fn roots(&self, roots: &mut Vec<Node>) {
        self.0.roots(roots);
    }

    fn postcompute(self, results: &mut Results) -> daisy::Result<R> {
        (self.1)(self.0.key(), results)
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Asks(swap.get(&self.0), self.1)
    }
}

#[test]
fn a_wrong_key_or_type_is_an_error_of_kind_executor() {
    let ask = |f: fn(Key, &mut Results) -> daisy::Result<i64>| daisy::compute(Asks(inc(0), f)).wait();
    assert_eq!(ask(|key, results| results.take(&key)).unwrap(), 1);
    assert_eq!(ask(|key, results| results.share::<i64>(&key).map(|n| *n)).unwrap(), 1);
    let foreign = |_, results: &mut Results| results.take::<i64>(&inc(5).key());
    let foreign_share = |_, results: &mut Results| results.share::<i64>(&inc(5).key()).map(|n| *n);
    let wrong = |key, results: &mut Results| results.take::<i32>(&key).map(i64::from);
    let wrong_share = |key, results: &mut Results| results.share::<String>(&key).map(|text| text.len() as i64);
    for mistake in [foreign, foreign_share, wrong, wrong_share] {
        let error = ask(mistake).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor, "{error}");
    }
    let error = ask(foreign).unwrap_err();
    assert!(error.to_string().contains(&inc(5).key().to_string()), "{error}");
    let error = ask(wrong).unwrap_err();
    assert!(error.to_string().contains("i32"), "{error}");
}

#[test]
fn a_wrong_type_can_be_asked_again_rightly() {
    let again = |key: Key, results: &mut Results| {
        assert!(results.take::<String>(&key).is_err());
        results.take::<i64>(&key)
    };
    assert_eq!(daisy::compute(Asks(inc(0), again)).wait().unwrap(), 1);
}

/// Counts its clones.
struct Copied(Counter);

impl Clone for Copied {
    fn clone(&self) -> Self {
        self.0.bump();
        Copied(self.0.clone())
    }
}

#[delayed]
fn copied(counter: &Counter) -> Copied {
    Copied(counter.clone())
}

#[test]
fn a_result_with_one_owner_is_moved_and_with_more_cloned() {
    let counter = Counter::default();
    let handle = copied(counter.handle());
    handle.compute().wait().unwrap();
    assert_eq!(counter.count(), 0, "moved out");
    daisy::compute(vec![handle.clone(), handle.clone()]).wait().unwrap();
    assert_eq!(counter.count(), 1, "cloned for the first, moved to the last");
    counter.reset();
    let (shared, own) = daisy::compute((handle.shared(), handle.clone())).wait().unwrap();
    assert_eq!(counter.count(), 1);
    drop((shared, own));
    counter.reset();
    let held = handle.persist().wait().unwrap();
    assert_eq!(counter.count(), 0);
    held.compute().wait().unwrap();
    assert_eq!(counter.count(), 1, "the held one owns it too");
    held.compute_shared().wait().unwrap();
    assert_eq!(counter.count(), 1);
}

/// Looks at the swap when it is rebuilt.
#[derive(Clone)]
struct Looks {
    own: Delayed<i64>,
    foreign: Delayed<i64>,
    graph: Option<Graph>,
}

impl Looks {
    fn new() -> Self {
        Looks { own: inc(1), foreign: inc(1000), graph: None }
    }
}

impl Collection for Looks {
    type Output = i64;

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.push((&self.own).into());
    }

    fn postcompute(self, results: &mut Results) -> daisy::Result<i64> {
        results.take(&self.own.key())
    }

    fn postpersist(self, swap: &Swap) -> Self {
        let own = swap.get(&self.own);
        assert_eq!(swap.key(&self.own.key()), own.key());
        assert_eq!(swap.key(&self.foreign.key()), self.foreign.key());
        Looks { own, foreign: swap.get(&self.foreign), graph: Some(swap.graph().clone()) }
    }
}

#[test]
fn a_swap_gives_what_stands_for_a_handle_or_the_handle_itself() {
    let looks = Looks::new();
    let same_key = [daisy::persist(looks.clone()).wait().unwrap(), daisy::optimize(looks.clone())];
    for swapped in same_key {
        assert_eq!(swapped.own.key(), looks.own.key());
        assert_eq!(swapped.foreign.key(), looks.foreign.key());
        assert!(!node(&swapped.foreign).is_constant());
        assert!(swapped.graph.expect("rebuilt").node(&looks.own.key()).is_some());
    }
    let held = daisy::persist(looks.clone()).wait().unwrap();
    assert!(node(&held.own).is_constant());
    assert!(held.graph.expect("rebuilt").node(&looks.own.key()).expect("in it").is_constant());
    let new_key =
        [daisy::wait_on(looks.clone()), daisy::clone_graph(looks.clone()), daisy::bind(looks.clone(), inc(7))];
    for swapped in new_key {
        assert_ne!(swapped.own.key(), looks.own.key());
        assert_eq!(swapped.foreign.key(), looks.foreign.key());
        let graph = swapped.graph.clone().expect("rebuilt");
        assert!(graph.node(&swapped.own.key()).is_some(), "all of it is in the graph");
        assert_eq!(swapped.compute().wait().unwrap(), 2);
    }
}

#[test]
fn keys_of_a_users_collection_are_those_of_its_roots() {
    assert_eq!(keys_of(&Looks::new()), [inc(1).key()]);
    assert_eq!(keys_of(&vec![Some(Looks::new())]), [inc(1).key()]);
    assert_eq!(vec![Looks::new(), Looks::new()].compute().wait().unwrap(), [2, 2]);
}

/// What one call of `optimize` got.
#[derive(Clone)]
struct Call {
    name: &'static str,
    graph: Vec<Key>,
    keys: Vec<Key>,
}

/// Writes down each call of its `optimize`, and puts `held` in the graph's place where it has some.
#[derive(Clone)]
struct Probe {
    name: &'static str,
    handle: Delayed<i64>,
    calls: Arc<Mutex<Vec<Call>>>,
    held: Option<Vec<Delayed<i64>>>,
}

impl Probe {
    fn new(name: &'static str, handle: Delayed<i64>, calls: &Arc<Mutex<Vec<Call>>>) -> Self {
        Probe { name, handle, calls: calls.clone(), held: None }
    }
}

impl Collection for Probe {
    type Output = i64;

    fn roots(&self, roots: &mut Vec<Node>) {
        self.handle.roots(roots);
    }

    fn postcompute(self, results: &mut Results) -> daisy::Result<i64> {
        results.take(&self.handle.key())
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Probe { handle: swap.get(&self.handle), ..self }
    }

    fn optimize(&self, graph: Graph, keys: &Keys) -> Graph {
        let call = Call { name: self.name, graph: graph.keys().collect(), keys: flat(keys) };
        self.calls.lock().unwrap().push(call);
        match &self.held {
            Some(held) => Graph::new(held.iter().map(Node::from)),
            None => graph,
        }
    }
}

#[derive(Collection)]
struct Derived {
    first: Probe,
    rest: Vec<Probe>,
}

fn sorted(mut keys: Vec<Key>) -> Vec<Key> {
    keys.sort();
    keys
}

#[test]
fn each_member_optimizes_once_a_run_with_the_merged_graph_and_all_keys() {
    let calls = Arc::default();
    let probe = |name, n: i64| Probe::new(name, inc(n), &calls);
    let (a, b, c, d, e, f, g, h) = (
        probe("a", 1),
        probe("b", 2),
        probe("c", 3),
        probe("d", 4),
        probe("e", 5),
        probe("f", 6),
        probe("g", 7),
        probe("h", 8),
    );
    let derived = Derived { first: e, rest: vec![f] };
    let maps = (BTreeMap::from([(1, g)]), HashMap::<u8, Probe>::from([(1, h)]));
    let all = daisy::compute((a, vec![b], Some([c]), Box::new(d), derived, maps));
    all.wait().unwrap();
    let calls = calls.lock().unwrap();
    assert_eq!(calls.iter().map(|call| call.name).collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "f", "g", "h"]);
    let everything: Vec<_> = (1..=8).map(|n| inc(n).key()).collect();
    for call in calls.iter() {
        assert_eq!(call.keys, everything, "all keys asked for in this run");
        assert_eq!(sorted(call.graph.clone()), sorted(everything.clone()), "the merged graph");
    }
}

#[test]
fn optimize_is_not_called_under_optimize_false() {
    let calls = Arc::default();
    let probe = Probe::new("a", inc(1), &calls);
    assert_eq!(vec![probe.clone()].compute().optimize(false).wait().unwrap(), [2]);
    assert!(calls.lock().unwrap().is_empty());
    assert_eq!(vec![probe.clone()].compute().optimize(true).wait().unwrap(), [2]);
    assert_eq!(calls.lock().unwrap().len(), 1);
    probe.persist().wait().unwrap();
    assert_eq!(calls.lock().unwrap().len(), 2, "persist is a run");
    let optimized = daisy::optimize(probe);
    assert_eq!(calls.lock().unwrap().len(), 3, "daisy::optimize asks it");
    assert_eq!(optimized.handle.key(), inc(1).key());
}

#[test]
fn a_member_gets_what_the_one_before_it_gave_and_the_last_graph_runs() {
    let (calls, counter) = (Arc::default(), Counter::default());
    let (x, y) = (counted(counter.handle(), 1), counted(counter.handle(), 2));
    let held = daisy::persist(vec![x.clone(), y.clone()]).wait().unwrap();
    counter.reset();
    let first = Probe { held: Some(held), ..Probe::new("first", x, &calls) };
    let second = Probe::new("second", y, &calls);
    assert_eq!(daisy::compute((first, second)).wait().unwrap(), (1, 2));
    assert_eq!(counter.count(), 0, "the results it put in were used");
    let calls = calls.lock().unwrap();
    assert_eq!(
        calls.iter().map(|call| (call.name, call.graph.len())).collect::<Vec<_>>(),
        [("first", 2), ("second", 0)]
    );
}

#[delayed]
fn grows(n: i64) -> Delayed<i64> {
    if n == 0 { inc(0) } else { grows(n - 1) }
}

#[test]
fn a_member_optimizes_once_a_run_however_the_graph_grows() {
    let calls = Arc::default();
    let probe = Probe::new("a", grows(5), &calls);
    assert_eq!(probe.compute().wait().unwrap(), 1);
    assert_eq!(calls.lock().unwrap().len(), 1);
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

#[test]
fn a_panic_of_a_collections_own_code_is_an_error() {
    let panics = |_: Key, _: &mut Results| -> daisy::Result<i64> { panic!("no such shape") };
    let error = daisy::compute(Asks(inc(0), panics)).wait().unwrap_err();
    assert!(error.to_string().contains("no such shape"), "{error}");
}

/// Goes wrong where it is told.
#[derive(Clone)]
struct Panics(&'static str);

impl Panics {
    fn at(&self, place: &str) {
        assert!(self.0 != place, "panics in {place}");
    }
}

impl Collection for Panics {
    type Output = i64;

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.push(inc(1).into());
    }

    fn postcompute(self, results: &mut Results) -> daisy::Result<i64> {
        self.at("postcompute");
        results.take(&inc(1).key())
    }

    fn postpersist(self, _: &Swap) -> Self {
        self.at("postpersist");
        self
    }

    fn optimize(&self, graph: Graph, _: &Keys) -> Graph {
        self.at("optimize");
        graph
    }
}

#[test]
fn panics_in_every_part_of_a_collection_are_errors() {
    for place in ["postcompute", "optimize"] {
        let error = Panics(place).compute().wait().unwrap_err();
        assert!(error.to_string().contains(place), "{error}");
    }
    for place in ["postpersist", "optimize"] {
        let error = Panics(place).persist().wait().err().expect("an error");
        assert!(error.to_string().contains(place), "{error}");
    }
    assert_eq!(Panics("nowhere").compute().wait().unwrap(), 2);
}

#[test]
fn a_graph_without_what_was_asked_for_is_an_error_that_names_it() {
    let calls = Arc::default();
    let careless = Probe { held: Some(vec![]), ..Probe::new("careless", inc(1), &calls) };
    let error = daisy::compute((careless, inc(2))).wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Executor);
    assert!(error.to_string().contains(&inc(1).key().to_string()), "{error}");
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

//! What a collection has to say in the passes, and what goes wrong in it.

use crate::*;
use daisy::{ErrorKind, Graph, Results, Swap};
use std::collections::{BTreeMap, HashMap};

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

#[test]
fn a_member_optimizes_once_a_run_however_the_graph_grows() {
    let calls = Arc::default();
    let probe = Probe::new("a", grows(5), &calls);
    assert_eq!(probe.compute().wait().unwrap(), 1);
    assert_eq!(calls.lock().unwrap().len(), 1);
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

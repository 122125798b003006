//! A graph comes back with its keys, its listing and its results.

use crate::functions::*;
use daisy::prelude::*;
use daisy::{Graph, Inline};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// The root of `handle`'s graph after a round trip.
#[track_caller]
fn back<T: Data>(handle: &Delayed<T>) -> Delayed<T> {
    let graph = handle.graph();
    let read = Graph::from_bytes(&graph.to_bytes().unwrap()).unwrap();
    assert_eq!(read, graph);
    assert_eq!(read.to_string(), graph.to_string());
    read.roots().next().unwrap().typed().unwrap()
}

#[track_caller]
fn same<T: Data + Clone + PartialEq + Debug>(handle: Delayed<T>) {
    let read = back(&handle);
    assert_eq!(read.compute().wait().unwrap(), handle.compute().wait().unwrap());
    assert_eq!(read.compute().on(Inline).wait().unwrap(), handle.compute().on(Inline).wait().unwrap());
}

#[test]
fn functions_of_every_kind() {
    same(load("a", 3));
    same(later(1.0));
    same(sum(vec![load("a", 1), load("b", 2)]));
    same(countdown(5));
    same(load("a", 3).mean(0.0));
    same(load("a", 3).mean(later(2.0)));
    same(shout("hello", "world"));
}

#[test]
fn arguments_gathered_of_handles() {
    same(sum(vec![load("a", 1), daisy::value(table("c", &[1.0])), load("a", 1)]));
    same(sum(Vec::<Delayed<Table>>::new()));
    same(pick((later(1.0), daisy::value(2i64)), [later(3.0), later(4.0)], Some(later(5.0))));
    same(pick((1.0, 2i64), [3.0, 4.0], None::<Delayed<f64>>));
}

#[test]
fn daisys_own_tasks() {
    let (half, one) = halves(3.0).split();
    same(&half + 1.0 - &half * 2.0);
    same(-(&one << 3i64) % 5i64);
    same((one << 3) >> 1);
    same(blend(later(1.0), later(2.0), daisy::value(0.5)));
    let attempted = back(&later(1.0).attempt());
    assert_eq!(attempted.compute().wait().unwrap().unwrap(), 1.25);
}

#[test]
fn constants_of_every_kind() {
    same(daisy::value(7i64));
    same(daisy::value("text"));
    same(daisy::value(table("x", &[0.0, -0.0, 1e300])).mean(1.0));
    let opaque = daisy::opaque(table("o", &[1.0]));
    same(opaque.mean(0.0));
    same(daisy::by_serde(table("s", &[2.0])).mean(0.0));
}

#[delayed]
fn count(words: &BTreeMap<String, u64>) -> u64 {
    words.values().sum()
}

#[test]
fn std_types_in_a_signature() {
    same(count(BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])));
}

#[test]
fn held_results_stay_held() {
    let held = load("held", 4).persist().wait().unwrap();
    let graph = held.mean(0.0).graph();
    let read = Graph::from_bytes(&graph.to_bytes().unwrap()).unwrap();
    assert_eq!((&read, read.to_string()), (&graph, graph.to_string()));
    assert_eq!(read.node(&held.key()).unwrap().name(), "load");
    assert!(read.node(&held.key()).unwrap().is_constant());
    same(held.mean(0.0));
}

#[test]
fn impure_calls_keep_their_keys() {
    let (a, b) = (draw(1), draw(1));
    assert_ne!(a.key(), b.key());
    let both = a + b;
    assert_eq!(back(&both).key(), both.key());
    same(both);
}

#[test]
fn surgery() {
    let (a, b) = (load("a", 1).mean(0.0), later(2.0));
    same(daisy::clone_graph(&a + &b));
    same(daisy::bind(&a + &b, later(3.0)));
    same(daisy::bind(sum(vec![load("a", 1), load("b", 2)]), later(3.0)));
    same(daisy::bind(blend(&a, &b, 0.5), later(3.0)));
    same(daisy::wait_on((a, b)).0);
    same(daisy::checkpoint(vec![load("a", 1), load("b", 2)]));
}

#[test]
fn a_graph_that_was_read_is_written_alike() {
    let bytes = (sum(vec![load("a", 1), load("b", 2)]) * 2.0).graph().to_bytes().unwrap();
    assert_eq!(Graph::from_bytes(&bytes).unwrap().to_bytes().unwrap(), bytes);
    let empty = Graph::new([]);
    assert_eq!(Graph::from_bytes(&empty.to_bytes().unwrap()).unwrap(), empty);
}

#[test]
fn several_roots_one_of_them_twice() {
    let (a, b) = (load("a", 1), load("b", 2));
    let graph = Graph::new([&b, &a, &b].map(daisy::Node::from));
    let read = Graph::from_bytes(&graph.to_bytes().unwrap()).unwrap();
    assert_eq!(read.roots().map(|root| root.key()).collect::<Vec<_>>(), [b.key(), a.key(), b.key()]);
}

#[test]
fn long_chains_and_wide_graphs() {
    let chain = (0..200_000).fold(daisy::value(0u64), |x, _| x + 1u64);
    let read = back(&chain);
    assert_eq!(read.compute().wait().unwrap(), 200_000);
    let parts: Vec<_> = (0..20_000).map(|n| load("wide", n % 7)).collect();
    same(sum(parts));
}

/// A function that stands in another, and one in a generic function.
#[test]
fn functions_within_functions() {
    fn outer<T>(_: T) -> Delayed<u64> {
        #[delayed]
        fn inner(x: u64) -> u64 {
            x + 1
        }
        inner(1)
    }
    same(outer("a"));
    assert_eq!(outer("a").key(), outer(2).key());
}

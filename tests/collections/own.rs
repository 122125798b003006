//! Collections that users write: the tuple of Dask's documentation, and ones that are wrong.

use crate::common::Checked;
use crate::common::functions::{inc, number};
use daisy::prelude::*;
use daisy::{ErrorKind, Executor, Graph, Inline, Key, Keys, Node, Result, Results, Swap};
use std::sync::Arc;

/// A collection made of a graph and keys.
#[derive(Clone)]
struct Tuple {
    graph: Graph,
    keys: [Key; 4],
}

impl Collection for Tuple {
    type Output = (i64, i64, i64, i64);

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.extend(self.keys.iter().map(|key| self.graph.node(key).expect("in its own graph")));
    }

    fn postcompute(self, results: &mut Results) -> Result<Self::Output> {
        let [b, c, d, e] = &self.keys;
        Ok((results.take(b)?, results.take(c)?, results.take(d)?, results.take(e)?))
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Tuple { graph: swap.graph().clone(), keys: self.keys.map(|key| swap.key(&key)) }
    }

    fn optimize(&self, graph: Graph, keys: &Keys) -> Graph {
        graph.cull(keys.iter())
    }

    fn executor(&self) -> Option<Arc<dyn Executor>> {
        Some(Arc::new(Inline))
    }
}

fn tuple() -> Tuple {
    let (a, b) = (daisy::value(1i64), daisy::value(2i64));
    let (c, d) = (&a + &b, &b * 2i64);
    let e = &b + &c;
    let keys = [b.key(), c.key(), d.key(), e.key()];
    Tuple { graph: Graph::merge([b.graph(), c.graph(), d.graph(), e.graph()]), keys }
}

#[test]
fn a_graph_and_keys_compute_in_shape() -> Checked {
    assert_eq!(tuple().compute().wait()?, (2, 3, 4, 5));
    assert_eq!(tuple().compute().optimize(false).wait()?, (2, 3, 4, 5));
    let ((b, ..), n, (_, _, _, e)) = daisy::compute((tuple(), number(7), tuple())).wait()?;
    assert_eq!((b, n, e), (2, 7, 5));
    Ok(())
}

#[test]
fn a_graph_and_keys_persist_to_themselves_with_values() -> Checked {
    let kept = tuple().persist().wait()?;
    assert_eq!(kept.keys, tuple().keys);
    assert!(kept.graph.is_empty() && kept.graph.constants().count() == 4);
    assert_eq!(kept.compute().wait()?, (2, 3, 4, 5));
    let optimized = daisy::optimize(tuple());
    assert!(daisy::optimize(optimized.clone()).graph == optimized.graph);
    assert_eq!(optimized.compute().wait()?, (2, 3, 4, 5));
    Ok(())
}

#[test]
fn a_graph_and_keys_are_rewired_under_new_keys() -> Checked {
    let tuple = tuple();
    for rewired in [
        daisy::bind(tuple.clone(), number(1)),
        daisy::clone_graph(tuple.clone()),
        daisy::wait_on(daisy::clone_graph(tuple.clone())),
    ] {
        // Its first key is a constant, which only `wait_on` puts a task before.
        assert!(rewired.keys.iter().zip(&tuple.keys).skip(1).all(|(new, old)| new != old));
        assert!(rewired.keys.iter().all(|key| rewired.graph.node(key).is_some()));
        assert_eq!(rewired.compute().wait()?, (2, 3, 4, 5));
    }
    Ok(())
}

fn says(error: &daisy::Error, parts: &[&str]) {
    let text = error.to_string();
    parts.iter().for_each(|part| assert!(text.contains(part), "`{part}` is not in: {text}"));
}

#[test]
fn keys_that_are_not_in_its_graph_are_an_error() {
    let lost = Key::new("lost", &1u8);
    let mut wrong = tuple();
    wrong.keys[3] = lost.clone();
    let error = wrong.compute().wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Executor);
    says(&error, &["Tuple", "roots", "in its own graph"]);
    says(&wrong.persist().wait().err().unwrap(), &["Tuple", "roots"]);
}

/// Asks for `asks`, and takes `takes`.
#[derive(Clone)]
struct Careless {
    asks: Delayed<i64>,
    takes: Key,
}

impl Collection for Careless {
    type Output = String;

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.push((&self.asks).into());
    }

    fn postcompute(self, results: &mut Results) -> Result<String> {
        results.take(&self.takes)
    }

    fn postpersist(self, _: &Swap) -> Self {
        self
    }
}

#[test]
fn results_that_were_not_asked_for_or_are_of_another_type_are_errors() {
    let (asks, other) = (number(1), number(2).key());
    let error = Careless { asks: asks.clone(), takes: other.clone() }.compute().wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Executor);
    says(&error, &[&other.to_string(), "not asked for"]);
    let error = Careless { takes: asks.key(), asks: asks.clone() }.compute().wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Executor);
    says(&error, &[&asks.key().to_string(), "i64", "String"]);
}

/// Loses what it asked for as it optimizes.
#[derive(Clone)]
struct Loses(Delayed<i64>);

impl Collection for Loses {
    type Output = i64;

    fn roots(&self, roots: &mut Vec<Node>) {
        self.0.roots(roots);
    }

    fn postcompute(self, results: &mut Results) -> Result<i64> {
        self.0.postcompute(results)
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Loses(self.0.postpersist(swap))
    }

    fn optimize(&self, _: Graph, _: &Keys) -> Graph {
        Graph::new([])
    }
}

#[test]
fn a_root_lost_by_optimize_is_an_error() -> Checked {
    let handle = inc(1);
    let key = handle.key().to_string();
    let error = Loses(handle.clone()).compute().wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Executor);
    says(&error, &[&key, "optimize"]);
    assert_eq!(Loses(handle.clone()).compute().optimize(false).wait()?, 2);
    let panic = std::thread::spawn(|| drop(daisy::optimize(Loses(handle)))).join().unwrap_err();
    assert!(panic.downcast_ref::<String>().is_some_and(|text| text.contains(&key)));
    Ok(())
}

/// Panics where it is told to.
#[derive(Clone)]
struct Panics(&'static str, Delayed<i64>);

impl Panics {
    fn at(&self, place: &str) {
        assert!(self.0 != place, "no {place} today");
    }
}

impl Collection for Panics {
    type Output = i64;

    fn roots(&self, roots: &mut Vec<Node>) {
        self.at("roots");
        self.1.roots(roots);
    }

    fn postcompute(self, results: &mut Results) -> Result<i64> {
        self.at("postcompute");
        self.1.postcompute(results)
    }

    fn postpersist(self, swap: &Swap) -> Self {
        self.at("postpersist");
        Panics(self.0, self.1.postpersist(swap))
    }

    fn keys(&self) -> Keys {
        self.at("keys");
        self.1.keys()
    }

    fn optimize(&self, graph: Graph, _: &Keys) -> Graph {
        self.at("optimize");
        graph
    }

    fn executor(&self) -> Option<Arc<dyn Executor>> {
        self.at("executor");
        None
    }
}

#[test]
fn panics_in_its_methods_are_errors_that_name_it() -> Checked {
    for place in ["roots", "postcompute", "keys", "optimize", "executor"] {
        let error = Panics(place, number(1)).compute().wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor);
        says(&error, &["Panics", place, "no", "today"]);
    }
    says(&Panics("postpersist", number(1)).persist().wait().err().unwrap(), &["Panics", "no postpersist today"]);
    assert_eq!(Panics("nowhere", number(1)).compute().wait()?, 1);
    Ok(())
}

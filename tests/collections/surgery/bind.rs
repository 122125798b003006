//! Children that run again, after their parents.

use super::{Log, before};
use crate::common::Checked;
use crate::common::executors::every_executor;
use crate::common::functions::{Bad, inc, number};
use daisy::prelude::*;
use daisy::{Node, Rewire};
use std::collections::HashSet;

#[test]
fn children_run_after_all_parents() -> Checked {
    for executor in every_executor() {
        let log = Log::default();
        let task = |name, inputs| log.task(name, inputs);
        let base = task("base", vec![]);
        let children = [task("left", vec![base.clone()]), task("right", vec![base, task("leaf", vec![])])];
        let parents = (task("p", vec![task("q", vec![])]), [task("r", vec![])]);
        let bound = daisy::bind(children, parents);
        assert_eq!(bound.compute().on(executor).wait()?, [2, 3]);
        let noted = log.take();
        assert!(before(&noted, &["p", "q", "r"], &["base", "leaf", "left", "right"]), "{noted:?}");
        assert_eq!(noted.len(), 7);
    }
    Ok(())
}

#[test]
fn the_children_are_new_and_nothing_else_is_added() {
    let parents = (0..100).map(number).collect::<Vec<_>>();
    let child = inc(inc(number(200)));
    let bound = daisy::bind(child.clone(), parents.clone());
    assert_eq!(bound.graph().len(), 3 + daisy::checkpoint(parents.clone()).graph().len());
    let flat = Rewire::new().split_every(usize::MAX).bind(child.clone(), parents);
    assert_eq!(flat.graph().len(), 3 + 201);
    let old: HashSet<_> = child.graph().keys().collect();
    assert!(bound.graph().keys().all(|key| !old.contains(&key)));
    assert_eq!(bound.name(), "inc");
}

#[test]
fn only_the_leaves_wait_for_the_checkpoint() {
    let bound = daisy::bind(inc(inc(number(1))), number(2));
    assert_eq!(
        bound.graph().to_string(),
        "\
a = value i64
b = value i64
c = number(b)
d = checkpoint(c)
e = number(a) after d
f = inc(e)
return inc(f)"
    );
}

#[test]
fn what_children_share_with_their_parents_runs_twice() -> Checked {
    let log = Log::default();
    let shared = log.task("shared", vec![]);
    let bound = daisy::bind(log.task("child", vec![shared.clone()]), shared.clone());
    assert_eq!(bound.compute().wait()?, 2);
    assert_eq!(log.take(), ["shared", "shared", "child"]);
    let bound = Rewire::new().omit(shared.clone()).bind(log.task("child", vec![shared.clone()]), shared);
    assert_eq!(bound.compute().wait()?, 2);
    assert_eq!(log.take(), ["shared", "child"]);
    Ok(())
}

#[test]
fn what_is_omitted_is_shared_with_all_it_needs() -> Checked {
    let log = Log::default();
    let deep = log.task("deep", vec![]);
    let (a, b) = (log.task("a", vec![deep.clone()]), log.task("b", vec![]));
    let child = log.task("child", vec![a.clone(), b.clone(), deep.clone()]);
    let bound = Rewire::new().omit(a.clone()).omit([b.clone()]).bind(child.clone(), log.task("parent", vec![]));
    let inputs: Vec<_> = Node::from(&bound).inputs().iter().map(Node::key).collect();
    assert!([a.key(), b.key(), deep.key()].iter().all(|key| inputs.contains(key)));
    assert_eq!(bound.compute().wait()?, 5);
    assert!(before(&log.take(), &["parent"], &["child"]));
    // Omitted whole, nothing is left to run again.
    let same = Rewire::new().omit(child.clone()).bind(child.clone(), number(1));
    assert_eq!(same.key(), child.key());
    Ok(())
}

#[test]
fn seeds_decide_the_keys() {
    let (child, parent) = (inc(number(1)), number(2));
    let bind = |seed| Rewire::new().seed(seed).bind(child.clone(), parent.clone()).key();
    assert_eq!(bind(1), bind(1));
    assert_ne!(bind(1), bind(2));
    assert_ne!(bind(1), Rewire::new().seed(1).clone_graph(child.clone()).key());
    assert_ne!(bind(1), Rewire::new().seed(1).bind(child.clone(), number(3)).key());
    assert_ne!(daisy::bind(child.clone(), parent.clone()).key(), daisy::bind(child.clone(), parent.clone()).key());
    let rewire = Rewire::new();
    assert_ne!(rewire.bind(child.clone(), parent.clone()).key(), rewire.clone().bind(child, parent).key());
}

#[test]
fn a_failed_parent_fails_the_children() -> Checked {
    #[delayed]
    fn bad() -> Result<i64, Bad> {
        Err(Bad(3))
    }
    let log = Log::default();
    for executor in every_executor() {
        let bound = daisy::bind(log.task("child", vec![]), bad());
        let error = bound.compute().on(executor.clone()).wait().unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&Bad(3)));
        let path: Vec<&str> = error.path().iter().map(|task| task.name()).collect();
        assert_eq!(path, ["bad", "checkpoint", "noted"]);
        let kept = bound.compute().on(executor.clone()).keep_going().wait().unwrap_err();
        assert_eq!(kept.downcast_ref(), Some(&Bad(3)));
        assert!(bound.attempt().compute().on(executor).wait()?.is_err());
    }
    assert!(log.take().is_empty());
    Ok(())
}

#[test]
fn constants_and_held_results_are_shared() -> Checked {
    let held = number(1).persist().wait()?;
    let constant = daisy::value(2i64);
    let bound = daisy::bind((held.clone(), constant.clone(), inc(&held)), number(3));
    assert_eq!((bound.0.key(), bound.1.key()), (held.key(), constant.key()));
    assert_ne!(bound.2.key(), inc(&held).key());
    assert_eq!(bound.compute().wait()?, (1, 2, 2));
    Ok(())
}

#[test]
fn bound_children_can_be_bound_again() -> Checked {
    let log = Log::default();
    let task = |name| log.task(name, vec![]);
    let bound = daisy::bind(daisy::bind(task("child"), task("first")), task("second"));
    assert_eq!(bound.compute().wait()?, 1);
    let noted = log.take();
    assert!(before(&noted, &["first", "second"], &["child"]) && noted.len() == 3, "{noted:?}");
    // The first parent is a task of the child's now, and runs again after the second.
    assert!(before(&noted, &["second"], &["first"]));
    Ok(())
}

#[test]
fn no_parents_hold_nobody_up() -> Checked {
    assert_eq!(daisy::bind(vec![inc(1), inc(2)], None::<Delayed<u8>>).compute().wait()?, [2, 3]);
    assert_eq!(daisy::bind(Vec::<Delayed<u8>>::new(), inc(1)).compute().wait()?, [0; 0]);
    Ok(())
}

#[test]
fn collections_of_any_sort_keep_their_shape() -> Checked {
    #[derive(Clone, Collection)]
    #[collection(derive(Debug, PartialEq))]
    struct Pair {
        one: Delayed<i64>,
        #[collection(keep)]
        label: &'static str,
        other: Box<Option<Delayed<i64>>>,
    }
    let pair = Pair { one: inc(1), label: "kept", other: Box::new(Some(inc(inc(1)))) };
    let bound = daisy::bind(pair.clone(), number(1));
    assert_ne!(bound.one.key(), pair.one.key());
    let expected = PairValues { one: 2, label: "kept", other: Box::new(Some(3)) };
    assert_eq!(bound.compute().wait()?, expected);
    assert_eq!(daisy::wait_on(bound.clone()).compute().wait()?, expected);
    assert_eq!(daisy::clone_graph(bound).compute().wait()?, expected);
    Ok(())
}

#[test]
fn graphs_are_as_large_as_in_dasks_examples() -> Checked {
    let a = [number(1), number(2)];
    let (b, c) = (a.clone().map(|x| inc(&x)), a.clone().map(|x| x.map(|x| x + 2)));
    assert_eq!(daisy::bind(b.clone(), a.clone()).graph().len(), 9);
    let (b, c) = Rewire::new().omit(a.clone()).bind((b, c), a);
    assert_eq!([b.graph().len(), c.graph().len()], [7, 7]);
    assert_eq!(daisy::compute((b, c)).wait()?, ([2, 3], [3, 4]));
    Ok(())
}

//! Tasks of every kind can be regenerated, bound and waited for.

use super::{Log, before};
use crate::common::Checked;
use crate::common::executors::every_executor;
use crate::common::functions::{inc, number};
use daisy::prelude::*;
use daisy::{Executor, Rewire};
use std::sync::Arc;

#[delayed]
async fn awaits(log: &Log, name: &str) -> i64 {
    tokio::task::yield_now().await;
    log.note(name);
    1
}

#[delayed(blocking, retries = 1)]
fn blocks(log: &Log, name: &str) -> i64 {
    log.note(name);
    2
}

#[delayed]
fn grows(log: &Log, name: &str) -> Delayed<i64> {
    log.note(name);
    log.task("grown", vec![log.task("deep", vec![])])
}

#[daisy::inline]
fn chosen(log: Log, yes: bool, n: i64) -> i64 {
    if said(&log, yes) { taken(&log, n) } else { left(&log, n) }
}

#[delayed]
fn said(log: &Log, yes: bool) -> bool {
    log.note("said");
    yes
}

#[delayed]
fn taken(log: &Log, n: i64) -> i64 {
    log.note("taken");
    n
}

#[delayed]
fn left(log: &Log, n: i64) -> i64 {
    log.note("left");
    -n
}

type Make = fn(&Log) -> Delayed<i64>;

const KINDS: &[(&str, Make, i64, &[&str])] = &[
    ("async", |log| awaits(daisy::opaque(log.clone()), "a"), 1, &["a"]),
    ("blocking", |log| blocks(daisy::opaque(log.clone()), "b"), 2, &["b"]),
    ("growing", |log| grows(daisy::opaque(log.clone()), "g"), 2, &["g", "grown", "deep"]),
    ("choice", |log| chosen(daisy::opaque(log.clone()), true, 5), 5, &["said", "taken"]),
    ("choice of a constant", |log| chosen(daisy::opaque(log.clone()), false, 5), -5, &["said", "left"]),
    (
        "closure with captures",
        |log| {
            let log = log.clone();
            daisy::value(3i64).map(move |n| {
                log.note("c");
                *n
            })
        },
        3,
        &["c"],
    ),
    ("attempt", |log| log.task("t", vec![]).attempt().map(|tried| tried.clone().unwrap_or(-1)), 1, &["t"]),
    ("gathered", |log| log.task("s", vec![daisy::value(1i64), daisy::value(2i64)]), 4, &["s"]),
    ("operators", |log| (log.task("o", vec![]) + 1i64) * 2i64, 4, &["o"]),
    (
        "and_then",
        |log| {
            let log = log.clone();
            daisy::value(1i64).and_then(move |_| log.task("n", vec![]))
        },
        1,
        &["n"],
    ),
];

fn check(kind: &str, executor: Arc<dyn Executor>, rewired: Delayed<i64>, log: &Log, value: i64, names: &[&str]) {
    let found = rewired.compute().on(executor).wait();
    let noted = log.take();
    assert_eq!(found.ok(), Some(value), "{kind}");
    assert!(before(&noted, &["parent"], names), "{kind}: {noted:?}");
    assert_eq!(noted.len(), 1 + names.len(), "{kind}: {noted:?}");
}

#[test]
fn every_kind_of_child_runs_after_its_parents() {
    for executor in every_executor() {
        for (kind, make, value, names) in KINDS {
            let log = Log::default();
            let bound = daisy::bind(make(&log), log.task("parent", vec![]));
            check(kind, executor.clone(), bound, &log, *value, names);
            let again = daisy::clone_graph(daisy::bind(make(&log), log.task("parent", vec![])));
            check(kind, executor.clone(), again, &log, *value, names);
        }
    }
}

#[test]
fn every_kind_of_parent_is_waited_for() -> Checked {
    for executor in every_executor() {
        for (kind, make, value, names) in KINDS {
            let log = Log::default();
            let parent = make(&log);
            let child = daisy::bind(log.task("child", vec![]), parent.clone());
            assert_eq!(daisy::compute((child, parent)).on(executor.clone()).wait()?, (1, *value), "{kind}");
            let noted = log.take();
            assert!(before(&noted, names, &["child"]), "{kind}: {noted:?}");
            let (waited, _) = daisy::wait_on((make(&log), log.task("other", vec![])));
            assert_eq!(log.task("reader", vec![waited]).compute().on(executor.clone()).wait()?, value + 1, "{kind}");
            assert!(before(&log.take(), &["other"], &["reader"]), "{kind}");
        }
    }
    Ok(())
}

#[test]
fn a_choice_whose_condition_is_shared_waits_itself() -> Checked {
    for executor in every_executor() {
        let log = Log::default();
        let parent = || log.task("parent", vec![]);
        // The branch taken is a constant: without an edge of its own the choice would be ready at once.
        for (yes, value) in [(true, 8), (false, 0)] {
            let condition = daisy::value(yes);
            let choice = pick(condition, daisy::value(7i64), log.task("branch", vec![]));
            let reader = log.task("reader", vec![choice]);
            let bound = daisy::bind(reader, parent());
            assert_eq!(bound.compute().on(executor.clone()).wait()?, if yes { value } else { 2 });
            let noted = log.take();
            assert!(before(&noted, &["parent"], &["reader"]), "{noted:?}");
            assert_eq!(noted.contains(&"branch".to_owned()), !yes);
        }
    }
    Ok(())
}

#[daisy::inline]
fn pick(yes: bool, then: i64, otherwise: i64) -> i64 {
    if yes { then } else { otherwise }
}

#[test]
fn a_bound_choice_lists_as_one() {
    let choice = pick(daisy::value(true), daisy::value(1i64), daisy::value(2i64));
    let bound = Rewire::new().seed(1).bind(choice, daisy::value(3u8));
    assert_eq!(
        bound.graph().to_string(),
        "\
a = value bool
b = value u8
c = checkpoint(b)
d = value i64
e = value i64
return if a { d } else { e } after c"
    );
}

#[test]
fn sums_of_bound_parts_run_as_one_unit() -> Checked {
    for executor in every_executor() {
        let (a, b) = (number(1), number(2));
        let sum = (&a + 1i64) * (&b + 2i64) - &a * &b;
        let bound = Rewire::new().omit((a.clone(), b.clone())).bind(sum.clone(), inc(inc(3)));
        assert_eq!(daisy::compute((sum, bound)).on(executor).wait()?, (6, 6));
    }
    Ok(())
}

#[test]
fn branches_that_are_not_taken_stay_asleep() -> Checked {
    let log = Log::default();
    let parent = log.task("parent", vec![]);
    let branch = daisy::bind(log.task("branch", vec![]), parent);
    assert_eq!(pick(number(1).map(|n| *n == 1), number(4), &branch).compute().wait()?, 4);
    assert!(log.take().is_empty());
    assert_eq!(pick(number(1).map(|n| *n == 2), number(4), &branch).compute().wait()?, 1);
    assert_eq!(log.take(), ["parent", "branch"]);
    Ok(())
}

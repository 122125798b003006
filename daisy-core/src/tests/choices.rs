//! Choices: what runs, what does not, what is kept, and what a failure reaches.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::runs::{Counted, Serial, Threads, compute};
use crate::choice::choose;
use crate::error::{ErrorKind, Result};
use crate::{Delayed, Graph, Node, opaque, value};

fn yes() -> Delayed<bool> {
    value(1u64).map(|_| true)
}

fn no() -> Delayed<bool> {
    value(1u64).map(|_| false)
}

/// Panics if it runs.
fn never() -> Delayed<u64> {
    value(1u64).map(|_| -> u64 { panic!("it ran") }) + 1
}

fn fails() -> Delayed<u64> {
    value(1u64).map(|_| Err::<u64, String>("no".into())).flatten()
}

/// Says how often it ran.
fn counted(runs: &Arc<AtomicUsize>) -> Delayed<u64> {
    let runs = runs.clone();
    value(20u64).map(move |n| {
        runs.fetch_add(1, SeqCst);
        n + 1
    })
}

#[test]
fn only_the_branch_taken_runs() {
    assert_eq!(compute(&choose(yes(), value(1u64).map(|n| n + 1), never())), 2);
    assert_eq!(compute(&(choose(no(), never(), value(1u64).map(|n| n + 1)) + 1)), 3);
}

#[test]
fn conditions_and_branches_may_be_anything() {
    let (a, b) = (value(1u64), value(2u64).map(|n| n + 1));
    assert_eq!(compute(&choose(value(true), a.clone(), never())), 1);
    assert_eq!(compute(&choose(value(false), never(), a.clone())), 1);
    assert_eq!(compute(&choose(yes(), b.clone(), b.clone())), 3);
    assert_eq!(compute(&(choose(no(), a.clone(), b.clone()) + &b)), 6);
    let condition = no();
    assert!(!compute(&choose(condition.clone(), yes(), condition)));
    let held = b.persist().on(Serial).wait().expect("it does not fail");
    assert_eq!(compute(&choose(yes(), held, never())), 3);
    let held = no().persist().on(Serial).wait().expect("it does not fail");
    assert_eq!(compute(&choose(held, never(), a)), 1);
}

#[test]
fn choices_nest() {
    let inner = |condition| choose(condition, value(1u64).map(|n| n + 1), never());
    assert_eq!(compute(&choose(yes(), inner(yes()), never())), 2);
    assert_eq!(compute(&choose(no(), never(), choose(no(), never(), inner(yes())))), 2);
    assert_eq!(compute(&choose(choose(yes(), no(), yes()), never(), inner(choose(no(), no(), yes())))), 2);
}

#[test]
fn what_is_asked_for_runs_wherever_it_stands() {
    let runs = Arc::new(AtomicUsize::new(0));
    let (a, b) = (counted(&runs), counted(&runs));
    let choice = choose(no(), &a + 1, &b + 2);
    let asked = (&a + 1, choice.clone(), b.clone(), choice);
    assert_eq!(crate::compute(asked).on(Threads(2)).wait().expect("it does not fail"), (22, 23, 21, 23));
    assert_eq!(runs.load(SeqCst), 2);
}

#[test]
fn nothing_runs_twice() {
    let runs = Arc::new(AtomicUsize::new(0));
    let shared = counted(&runs);
    let first = choose(yes(), &shared + 1, never());
    let second = choose(first.map(|n| *n > 100), never(), &shared + 2);
    let third = choose(second.map(|n| *n > 1), &shared + 3, never());
    assert_eq!(compute(&(first + second + third)), 22 + 23 + 24);
    assert_eq!(runs.load(SeqCst), 2, "once a run");
}

#[test]
fn the_result_is_passed_on_without_a_copy_and_moved_at_last() {
    struct Unique(u64);
    let choice = choose(yes(), value(1u64).map(|n| Unique(*n)), value(2u64).map(|n| Unique(*n)));
    assert_eq!(compute(&choice.map(|unique| unique.0)), 1);

    let alive = Arc::new(AtomicUsize::new(0));
    let source = |n: u64| opaque((alive.clone(), n)).map(|(alive, _)| vec![Counted::new(alive)]);
    let (a, b) = (source(1), source(2));
    let most = opaque(alive.clone());
    let seen = crate::tests::runs::taken(choose(no(), a, b), most);
    assert_eq!(compute(&seen), 1, "neither the other branch nor a copy");
}

#[test]
fn untaken_branches_let_go_at_once() {
    let alive = Arc::new(AtomicUsize::new(0));
    let big = opaque(alive.clone()).map(Counted::new);
    let mut untaken = big.map(|_| 1u64);
    for _ in 0..100 {
        untaken = untaken.map(|n| n + 1);
    }
    let condition = big.map(|_| false);
    let count = alive.clone();
    let after = choose(condition, untaken, value(0u64).map(move |_| count.load(SeqCst) as u64));
    assert_eq!(compute(&after), 0);
}

#[test]
fn failures_reach_as_far_as_they_are_needed() {
    assert_eq!(compute(&choose(yes(), value(1u64).map(|n| n + 1), fails())), 2);
    let path = |handle: Delayed<u64>| {
        let error = handle.compute().on(Threads(2)).wait().expect_err("it fails");
        assert_eq!(error.kind(), ErrorKind::Failed);
        error.path().iter().map(|task| task.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(path(choose(yes(), fails() + 1, never())), ["flatten", "add", "choose"]);
    assert_eq!(path(choose(fails().map(|_| true), never(), never()) + 1), ["flatten", "map", "choose", "add"]);
    assert!(compute(&choose(no(), never(), fails()).attempt().map(Result::is_err)));
    // It fails before the choice is made.
    let failed = fails();
    let condition = failed.attempt().map(Result::is_err);
    assert_eq!(path(choose(condition.clone(), &failed + 1, never())), ["flatten", "add", "choose"]);
    assert_eq!(compute(&choose(condition, value(1u64).map(|n| n + 1), failed + 1)), 2);
}

#[test]
fn keep_going_does_not_miss_what_was_not_needed() {
    let kept = choose(yes(), value(1u64).map(|n| n + 1), fails());
    assert_eq!(kept.compute().keep_going().on(Threads(2)).wait().expect("not needed"), 2);
    let both = (fails() + 1, choose(no(), never(), fails().map(|n| n + 2)));
    let error = crate::compute(both).keep_going().on(Serial).wait().expect_err("both fail");
    assert_eq!(error.failures().len(), 1, "it is one failure");
}

#[test]
fn choices_grow() {
    fn countdown(n: u64) -> Delayed<u64> {
        let next = value(n).and_then(|&n| if n == 0 { value(7) } else { countdown(n - 1) });
        choose(value(n).map(|n| *n < 1_000), next, never())
    }
    assert_eq!(compute(&countdown(50)), 7);
    assert_eq!(compute(&choose(no(), countdown(2_000), countdown(20))), 7);
}

#[test]
fn growers_that_are_not_needed_keep_nothing() {
    let alive = Arc::new(AtomicUsize::new(0));
    let grown = opaque(alive.clone()).map(|alive| alive.clone()).flat(|alive| opaque(alive).map(Counted::new));
    let grower = grown.map(|_| 1u64);
    let count = alive.clone();
    let idle = value(1u64).and_then(|_| value(2));
    let condition = grower.map(|_| true);
    let last = choose(condition, value(0u64).map(move |_| count.load(SeqCst) as u64), idle);
    assert_eq!(compute(&last), 0);
}

trait Flat<T> {
    fn flat<R: crate::Data>(&self, f: fn(T) -> Delayed<R>) -> Delayed<R>;
}

impl<T: crate::Data + Clone> Flat<T> for Delayed<T> {
    fn flat<R: crate::Data>(&self, f: fn(T) -> Delayed<R>) -> Delayed<R> {
        self.and_then(move |value| f(value.clone()))
    }
}

#[test]
fn what_waits_for_itself_through_a_choice_fails() {
    fn itself() -> Delayed<u64> {
        choose(yes(), value(0u64).and_then(|_| itself()), never())
    }
    let error = itself().compute().on(Serial).wait().expect_err("it never ends");
    assert!(error.to_string().contains("waits for its own result"), "{error}");
}

#[test]
fn graphs_count_all_of_it() {
    let made = || choose(yes(), value(1u64), never());
    let handle = made();
    let graph = handle.graph();
    assert_eq!(graph.len(), 4);
    let lines = ["a = value u64", "b = map(a)", "c = map(a)", "d = c + a", "return if b { a } else { d }"];
    assert_eq!(graph.to_string().lines().collect::<Vec<_>>(), lines);
    assert_eq!(handle.key(), made().key());
    let kept = handle.persist().on(Serial).wait().expect("it does not fail");
    assert_eq!(kept.key(), handle.key());
    assert_eq!(compute(&kept), 1);
    assert!(Graph::new([Node::from(&kept)]).is_empty());
}

#[test]
#[cfg_attr(miri, ignore = "it takes too long")]
fn many_choices_are_linear() {
    let deep = (0..100_000).fold(value(1u64), |last, _| choose(value(true), last, never()));
    let chained = (0..100_000u64).fold(value(0u64), |last, n| {
        let condition = last.map(|n| n % 2 == 0);
        choose(condition, &last + &value(n), last)
    });
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
        assert_eq!(compute(&deep), 1);
        compute(&chained)
    });
    thread.expect("a thread").join().expect("no panic");
}

//! Random programs give on every executor what a naive evaluator gives: the same values, or a failure.
//!
//! The values are small vectors, because a vector that is changed in place under another reader shows.

#[path = "../common/mod.rs"]
mod common;

mod lazy;
mod needed;
mod plain;
mod programs;

use common::executors::{named_executors, runtime};
use common::observers::Log;
use common::watch::{wait_until, within};
use daisy::prelude::*;
use daisy::{Delayed, Executor};
use programs::{Op, all_programs, failing, failing_programs, growing, op, program, pure_programs};
use proptest::prelude::*;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, LazyLock};

type Bag = Vec<i64>;

static EXECUTORS: LazyLock<Vec<(&str, Arc<dyn Executor>)>> = LazyLock::new(|| {
    let others: [(&str, Arc<dyn Executor>); 2] =
        [("two workers", Arc::new(runtime(2))), ("three workers", Arc::new(runtime(3)))];
    named_executors().into_iter().chain(others).collect()
});

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Checks what a computation gave against what it should have.
fn check(name: &str, got: Result<Vec<Bag>, daisy::Error>, wanted: &Option<Vec<Bag>>) {
    match (got, wanted) {
        (Ok(got), Some(wanted)) => assert_eq!(got, *wanted, "{name}"),
        (Err(_), None) => {}
        (Ok(got), None) => panic!("{name}: {got:?} where a failure was due"),
        (Err(error), Some(wanted)) => panic!("{name}: {error} where {wanted:?} was due"),
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn every_executor_gives_what_a_naive_evaluator_gives(program in all_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                let got = daisy::compute(roots.clone()).on(executor.clone()).wait();
                check(name, got, &wanted);
            }
        });
    }

    #[test]
    fn with_or_without_the_passes(program in all_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                let got = daisy::compute(roots.clone()).optimize(false).on(executor.clone()).wait();
                check(name, got, &wanted);
            }
            check("optimized before", daisy::optimize(roots).compute().wait(), &wanted);
        });
    }

    #[test]
    fn however_often_it_is_computed(program in all_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                for _ in 0..3 {
                    check(name, daisy::compute(roots.clone()).workers(2).on(executor.clone()).wait(), &wanted);
                }
            }
        });
    }

    #[test]
    fn whether_it_stops_or_keeps_going(program in failing_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                let got = daisy::compute(roots.clone()).keep_going().on(executor.clone()).wait();
                if let Err(error) = &got {
                    let mut keys: Vec<_> = error.failures().iter().map(|f| f.task().unwrap().key().clone()).collect();
                    let all = keys.len();
                    keys.sort();
                    keys.dedup();
                    assert!(all > 0 && keys.len() == all, "{name}: each failure once: {error}");
                }
                check(name, got, &wanted);
            }
        });
    }

    #[test]
    fn when_its_results_are_shared_or_held(program in all_programs()) {
        within(move || {
            let (roots, wanted) = (program.delayed(), program.naive());
            for (name, executor) in EXECUTORS.iter() {
                let shared: Vec<_> = roots.iter().map(Delayed::shared).collect();
                let got = daisy::compute(shared).on(executor.clone()).wait();
                check(name, got.map(|all| all.iter().map(|bag| bag.to_vec()).collect()), &wanted);

                let held = daisy::persist(roots.clone()).on(executor.clone()).wait();
                check(name, held.and_then(|held| held.compute().on(executor.clone()).wait()), &wanted);
            }
        });
    }

    #[test]
    fn what_is_needed_runs_once_and_nothing_else_and_nothing_is_left(program in needed::programs()) {
        within(move || {
            let wanted = program.naive();
            for (name, executor) in EXECUTORS.iter() {
                let (log, made) = (Arc::new(Log::default()), program.made());
                let shared: Vec<_> = made.roots.iter().map(Delayed::shared).collect();
                let got = daisy::compute(shared).keep_going().observe(log.clone()).on(executor.clone()).wait();
                let got = got.map(|all| all.iter().map(|live| live.number()).collect::<Vec<_>>());
                assert_eq!(got.as_ref().ok(), wanted.results.as_ref(), "{name}: {got:?}");

                let ran = log.ran();
                // A graph that grows may name what has been dropped, which runs again.
                let once = program.names_results() || log.checked().len() + log.fused().len() == ran.len();
                assert!(once, "{name}: one ran twice");
                // Two nodes may share a task.
                let mut needed = std::collections::HashSet::new();
                for (&at, result) in &wanted.needed {
                    needed.extend(&made.tasks[at]);
                    // One that fails, or needs what failed, may not run.
                    let all_ran = made.tasks[at].iter().all(|key| ran.contains(key));
                    assert!(result.is_none() || all_ran, "{name}: {at} never ran");
                }
                let in_vain = |key: &daisy::Key| ran.contains(key) && !needed.contains(key);
                assert!(!made.tasks.iter().flatten().any(in_vain), "{name}: what nobody needs ran");
                drop(needed);
                let alive = made.alive.clone();
                drop(made);
                // The thread that ran the last task may still hold the run.
                wait_until(|| alive.load(SeqCst) == 0);
            }
        });
    }

    #[test]
    fn each_key_runs_once(program in pure_programs()) {
        within(move || {
            let roots = program.delayed();
            for (name, executor) in EXECUTORS.iter() {
                let log = Arc::new(Log::default());
                daisy::compute(roots.clone()).observe(log.clone()).on(executor.clone()).wait().unwrap();
                let tasks = log.checked();
                assert_eq!(log.end(), (tasks.len(), "done"), "{name}");
                let mut all: std::collections::HashSet<_> = tasks.into_keys().collect();
                for key in log.fused() {
                    assert!(all.insert(key), "{name}: one ran twice");
                }
                assert!(all.len() <= roots.graph().len(), "{name}");
            }
        });
    }

    #[test]
    fn equal_programs_have_equal_keys_graphs_and_listings(
        program in program(prop_oneof![op(), failing(), growing()]
            .prop_filter("captures have no key to compare", |op| !matches!(op, Op::MapCapturing(..) | Op::Chosen(..))))
    ) {
        within(move || {
            let (one, other) = (program.delayed(), program.delayed());
            assert_eq!(one.keys(), other.keys());
            assert_eq!(one.graph(), other.graph());
            assert_eq!(one.graph().to_string(), other.graph().to_string());
        });
    }

    #[test]
    fn graphs_count_and_list_each_node_once(program in all_programs()) {
        let graph = program.delayed().graph();
        let mut keys: Vec<_> = graph.keys().collect();
        prop_assert_eq!(keys.len(), graph.len());
        prop_assert_eq!(graph.tasks().count(), graph.len());
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), graph.len());
        let mut before = std::collections::HashSet::new();
        for task in graph.tasks() {
            for input in task.inputs() {
                prop_assert!(input.is_constant() || before.contains(&input.key()));
            }
            before.insert(task.key());
        }
    }
}

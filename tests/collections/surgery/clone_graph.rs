//! The same values, worked out again.

use super::Log;
use crate::common::Checked;
use crate::common::functions::{inc, number};
use crate::common::watch::in_a_small_stack;
use daisy::Rewire;
use daisy::prelude::*;
use std::collections::HashSet;

#[test]
fn clones_have_the_same_values_and_other_keys() -> Checked {
    let log = Log::default();
    let task = log.task("a", vec![log.task("b", vec![])]);
    let again = daisy::clone_graph(task.clone());
    let keys: HashSet<_> = task.graph().keys().chain(again.graph().keys()).collect();
    assert_eq!(keys.len(), 4);
    assert_eq!(daisy::compute((task, again)).wait()?, (2, 2));
    assert_eq!(log.take().len(), 4);
    Ok(())
}

#[test]
fn a_clone_of_a_clone_with_one_seed_is_neither() {
    let (task, rewire) = (inc(number(1)), Rewire::new().seed(7));
    let once = rewire.clone_graph(task.clone());
    let twice = rewire.clone_graph(once.clone());
    let keys: HashSet<_> =
        [&task, &once, &twice].into_iter().flat_map(|task| task.graph().keys().collect::<Vec<_>>()).collect();
    assert_eq!(keys.len(), 6);
    assert_eq!(once.key(), rewire.clone_graph(task).key());
}

#[test]
fn equal_parts_stay_one_task() {
    let (a, b) = (inc(number(1)), inc(number(1)));
    assert_eq!(daisy::clone_graph((a, b)).graph().len(), 2);
}

#[test]
fn impure_tasks_are_cloned_like_others() -> Checked {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed(impure)]
    fn count() -> usize {
        RUNS.fetch_add(1, SeqCst) + 1
    }
    let once = count();
    let rewire = Rewire::new().seed(1);
    let (again, same) = (rewire.clone_graph(once.clone()), rewire.clone_graph(once.clone()));
    assert_eq!(again.key(), same.key());
    daisy::compute((once, again, same)).wait()?;
    assert_eq!(RUNS.load(SeqCst), 2);
    Ok(())
}

#[test]
fn a_chain_of_a_million() {
    in_a_small_stack(|| {
        let mut chain = number(0);
        for _ in 0..1_000_000 {
            chain = inc(&chain);
        }
        let bound = daisy::bind(chain.clone(), number(1));
        assert_eq!(bound.compute().wait().unwrap(), 1_000_000);
        let shared = Rewire::new().omit(chain.clone()).clone_graph(inc(&chain));
        assert_eq!(shared.graph().len(), 1_000_002);
    });
}

#[test]
fn a_million_side_by_side() {
    in_a_small_stack(|| {
        let parts: Vec<_> = (0..300_000).map(number).collect();
        let waited = daisy::wait_on(daisy::bind(parts.clone(), parts));
        assert_eq!(waited.compute().wait().unwrap().iter().sum::<i64>(), (0..300_000).sum());
    });
}

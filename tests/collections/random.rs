//! Laws of surgery, over random graphs whose tasks count.

use daisy::prelude::*;
use daisy::{Key, Rewire};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

/// When each task ran, by its number.
#[derive(Clone, Default)]
struct Clock {
    next: Arc<AtomicUsize>,
    runs: Arc<Mutex<Vec<(usize, usize)>>>,
}

impl Clock {
    fn runs(&self) -> Vec<(usize, usize)> {
        std::mem::take(&mut self.runs.lock().unwrap())
    }
}

#[delayed]
fn task(clock: &Clock, number: usize, inputs: Vec<u64>) -> u64 {
    clock.runs.lock().unwrap().push((number, clock.next.fetch_add(1, SeqCst)));
    inputs.iter().fold(number as u64, |sum, input| sum.wrapping_mul(31).wrapping_add(*input))
}

#[delayed(impure)]
fn impure_task(clock: &Clock, number: usize, inputs: Vec<u64>) -> u64 {
    clock.runs.lock().unwrap().push((number, clock.next.fetch_add(1, SeqCst)));
    inputs.iter().fold(number as u64, |sum, input| sum.wrapping_mul(31).wrapping_add(*input))
}

/// Whether each task is impure, and which of those before it it reads.
type Shape = Vec<(bool, Vec<prop::sample::Index>)>;

fn shapes() -> impl Strategy<Value = Shape> {
    vec((any::<bool>(), vec(any::<prop::sample::Index>(), 0..4)), 1..24)
}

/// The tasks of a graph, numbered from `first`.
fn build(shape: &Shape, clock: &Clock, first: usize) -> Vec<Delayed<u64>> {
    let clock = daisy::opaque(clock.clone());
    let mut tasks: Vec<Delayed<u64>> = Vec::new();
    for (number, (impure, reads)) in shape.iter().enumerate() {
        let inputs: Vec<_> =
            if number == 0 { vec![] } else { reads.iter().map(|read| tasks[read.index(number)].clone()).collect() };
        let number = first + number;
        tasks.push(if *impure { impure_task(&clock, number, inputs) } else { task(&clock, number, inputs) });
    }
    tasks
}

fn keys(tasks: &[Delayed<u64>]) -> HashSet<Key> {
    tasks.to_vec().graph().keys().collect()
}

fn run<C: Collection>(collection: C) -> C::Output {
    daisy::compute(collection).wait().expect("nothing fails")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn children_run_after_parents_and_give_the_same(children in shapes(), parents in shapes(), split in 2usize..9) {
        let clock = Clock::default();
        let (children, parents) = (build(&children, &clock, 0), build(&parents, &clock, 1000));
        let (tasks, waited_for) = (children.len(), parents.len());
        let bound = Rewire::new().split_every(split).bind(children.clone(), parents);
        let values = run(bound);
        let runs = clock.runs();
        prop_assert_eq!(runs.len(), tasks + waited_for);
        let last_parent = runs.iter().filter(|(number, _)| *number >= 1000).map(|(_, at)| at).max();
        let first_child = runs.iter().filter(|(number, _)| *number < 1000).map(|(_, at)| at).min();
        prop_assert!(last_parent < first_child);
        prop_assert_eq!(values, run(children));
    }

    #[test]
    fn clones_share_nothing_and_seeds_decide(shape in shapes(), seed in any::<u64>()) {
        let clock = Clock::default();
        let tasks = build(&shape, &clock, 0);
        let rewire = Rewire::new().seed(seed);
        let (again, same) = (rewire.clone_graph(tasks.clone()), rewire.clone_graph(tasks.clone()));
        let other = Rewire::new().seed(seed.wrapping_add(1)).clone_graph(tasks.clone());
        let (twice, unseeded) = (rewire.clone_graph(again.clone()), daisy::clone_graph(tasks.clone()));
        prop_assert_eq!(keys(&again), keys(&same));
        let all = [&tasks, &again, &other, &twice, &unseeded].map(|tasks| keys(tasks));
        prop_assert!(all.iter().all(|keys| keys.len() == tasks.len()));
        let together: HashSet<Key> = all.into_iter().flatten().collect();
        prop_assert_eq!(together.len(), 5 * tasks.len());
        let (values, cloned, merged) = run((tasks.clone(), again, same));
        prop_assert_eq!((&values, &values), (&cloned, &merged));
        prop_assert_eq!(clock.runs().len(), 2 * tasks.len());
    }

    #[test]
    fn what_is_omitted_runs_once(shape in shapes(), omitted in vec(any::<prop::sample::Index>(), 0..4)) {
        let clock = Clock::default();
        let tasks = build(&shape, &clock, 0);
        let omitted: Vec<_> = omitted.iter().map(|index| tasks[index.index(tasks.len())].clone()).collect();
        let shared = keys(&omitted);
        let again = Rewire::new().omit(omitted).clone_graph(tasks.clone());
        let (old, new) = (keys(&tasks), keys(&again));
        prop_assert_eq!(old.intersection(&new).cloned().collect::<HashSet<_>>(), shared.clone());
        let (values, cloned) = run((tasks.clone(), again));
        prop_assert_eq!(values, cloned);
        prop_assert_eq!(clock.runs().len(), 2 * tasks.len() - shared.len());
    }

    #[test]
    fn nothing_is_seen_before_all_is_done(shape in shapes(), split in 2usize..9) {
        let clock = Clock::default();
        let tasks = build(&shape, &clock, 0);
        let waited = Rewire::new().split_every(split).wait_on(tasks.clone());
        let reader = daisy::opaque(clock.clone());
        let readers: Vec<_> = waited.iter().enumerate().map(|(n, one)| task(&reader, 1000 + n, vec![one.clone()])).collect();
        let (values, _) = run((waited, readers));
        let runs = clock.runs();
        prop_assert_eq!(runs.len(), 2 * tasks.len());
        let last = runs.iter().filter(|(number, _)| *number < 1000).map(|(_, at)| at).max();
        let first = runs.iter().filter(|(number, _)| *number >= 1000).map(|(_, at)| at).min();
        prop_assert!(last < first);
        prop_assert_eq!(values, run(tasks));
    }
}

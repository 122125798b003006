//! Large graphs: in linear time, without recursion, and with few results alive at once.
//!
//! In a debug build a million tasks take seconds to make and to run, so each million is made once and goes all the
//! way; variants of it have a hundred thousand, which no stack of 2 MiB would hold either.

mod common;

use common::executors::{Serial, every_executor, runtime};
use common::watch::in_a_small_stack;
use daisy::prelude::*;
use daisy::{Executor, Inline};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

const MILLION: u64 = 1_000_000;
const HUNDRED_THOUSAND: u64 = 100_000;

#[delayed]
fn step(x: u64) -> u64 {
    x + 1
}

#[delayed]
fn total(items: &[u64]) -> u64 {
    items.iter().sum()
}

fn chain(length: u64) -> Delayed<u64> {
    (0..length).fold(daisy::value(0), |last, _| step(last))
}

fn fan_in(width: u64) -> Delayed<u64> {
    total((0..width).map(step).collect::<Vec<_>>())
}

/// 1 + 2 + .. + n
fn sum_to(n: u64) -> u64 {
    n * (n + 1) / 2
}

mod a_chain {
    use super::*;

    #[test]
    fn of_a_million_builds_lists_runs_and_drops() {
        in_a_small_stack(|| {
            let chain = chain(MILLION);
            {
                let graph = chain.graph();
                assert_eq!(graph.len() as u64, MILLION);
                let listing = graph.to_string();
                // A line for the constant, one for each step but the last, and the return.
                assert_eq!(listing.trim_end().lines().count() as u64, MILLION + 1);
                assert!(listing.starts_with("a = value u64\nb = step(a)\nc = step(b)\n"));
            }
            assert_eq!(chain.compute().on(Inline).wait().unwrap(), MILLION);
            assert_eq!(chain.compute().on(runtime(2)).wait().unwrap(), MILLION);
        });
    }

    #[test]
    fn drops_with_its_last_handle() {
        in_a_small_stack(|| {
            let chain = chain(HUNDRED_THOUSAND);
            let again = chain.clone();
            drop(chain);
            drop(again);
        });
    }

    #[test]
    fn runs_on_a_users_executor() {
        in_a_small_stack(|| {
            assert_eq!(chain(HUNDRED_THOUSAND).compute().on(Serial).wait().unwrap(), HUNDRED_THOUSAND);
        });
    }

    #[test]
    fn of_operators_runs() {
        in_a_small_stack(|| {
            let one = daisy::value(1u64);
            let last = (0..HUNDRED_THOUSAND).fold(daisy::value(0), |last, _| last + &one);
            assert_eq!(last.graph().len() as u64, HUNDRED_THOUSAND);
            assert_eq!(last.compute().wait().unwrap(), HUNDRED_THOUSAND);
        });
    }

    #[test]
    fn of_operators_fails_at_its_start_and_ends() {
        in_a_small_stack(|| {
            let start = step(0) / (step(0) - 1u64);
            let last = (0..HUNDRED_THOUSAND).fold(start, |last, _| last + 1u64);
            let error = last.compute().wait().unwrap_err();
            assert_eq!((error.task().unwrap().name(), error.path().len() as u64), ("div", HUNDRED_THOUSAND + 1));
            assert!(last.attempt().compute().wait().unwrap().is_err());
        });
    }

    #[test]
    fn fails_at_its_start_and_ends() {
        #[delayed]
        fn refused() -> Result<u64, String> {
            Err("at the start".into())
        }
        in_a_small_stack(|| {
            let last = (0..HUNDRED_THOUSAND).fold(refused(), |last, _| step(last));
            let error = last.compute().wait().unwrap_err();
            assert_eq!(error.task().unwrap().name(), "refused");
        });
    }
}

mod a_choice {
    use super::*;
    use daisy::__private::inline::choose;

    fn even(n: u64) -> Delayed<bool> {
        step(n).map(|n: &u64| n.is_multiple_of(2))
    }

    #[test]
    fn of_a_million_tasks_runs_them_or_does_not() {
        in_a_small_stack(|| {
            let long = chain(MILLION);
            let [taken, not_taken] = [1, 2].map(|n| choose(even(n), long.clone(), step(7)));
            assert_eq!(taken.compute().on(Inline).wait().unwrap(), MILLION);
            assert_eq!(not_taken.compute().on(runtime(2)).wait().unwrap(), 8);
        });
    }

    #[test]
    fn after_a_hundred_thousand_choices_runs() {
        in_a_small_stack(|| {
            let last = (0..HUNDRED_THOUSAND).fold(step(0), |last, n| choose(even(n), step(&last), last));
            // One step at the start, and one for each odd number.
            let wanted = 1 + HUNDRED_THOUSAND / 2;
            assert_eq!(last.compute().on(Inline).wait().unwrap(), wanted);
            assert_eq!(last.compute().on(runtime(2)).wait().unwrap(), wanted);
        });
    }

    #[test]
    fn inside_a_hundred_thousand_branches_runs() {
        in_a_small_stack(|| {
            let last = (0..HUNDRED_THOUSAND).fold(step(0), |last, _| choose(even(1), last, step(7)));
            assert_eq!(last.compute().on(Inline).wait().unwrap(), 1);
            assert_eq!(last.compute().on(runtime(2)).wait().unwrap(), 1);
        });
    }
}

mod a_fan_in {
    use super::*;

    #[test]
    fn of_a_million_builds_lists_runs_and_drops() {
        in_a_small_stack(|| {
            let all = fan_in(MILLION);
            {
                let graph = all.graph();
                assert_eq!(graph.len() as u64, MILLION + 1);
                assert_eq!(graph.constants().count() as u64, MILLION);
                assert_eq!(graph.to_string().trim_end().lines().count() as u64, 2 * MILLION + 1);
            }
            assert_eq!(all.compute().on(Inline).wait().unwrap(), sum_to(MILLION));
            assert_eq!(all.compute().on(runtime(2)).wait().unwrap(), sum_to(MILLION));
        });
    }

    #[test]
    fn as_a_collection_runs() {
        in_a_small_stack(|| {
            let all: Vec<_> = (0..HUNDRED_THOUSAND).map(step).collect();
            let results = daisy::compute(all).wait().unwrap();
            assert!(results.iter().copied().eq(1..=HUNDRED_THOUSAND));
        });
    }

    #[test]
    fn and_a_fan_out_of_one_runs() {
        #[delayed]
        fn plus(x: &u64, n: u64) -> u64 {
            x + n
        }
        in_a_small_stack(|| {
            let one = step(0);
            let all: Vec<_> = (0..HUNDRED_THOUSAND).map(|n| plus(&one, n)).collect();
            assert_eq!(total(all).compute().wait().unwrap(), sum_to(HUNDRED_THOUSAND));
        });
    }
}

mod few_results_at_once {
    //! A value counts itself while it lives; each task notes, as it starts, how many live.

    use super::*;

    #[derive(Default)]
    struct Counts {
        live: AtomicUsize,
        most: AtomicUsize,
    }

    impl Counts {
        fn note(&self) {
            self.most.fetch_max(self.live.load(SeqCst), SeqCst);
        }
    }

    struct Live {
        sum: u64,
        counts: Arc<Counts>,
    }

    impl Live {
        fn new(sum: u64, counts: &Arc<Counts>) -> Live {
            counts.live.fetch_add(1, SeqCst);
            Live { sum, counts: counts.clone() }
        }
    }

    impl Drop for Live {
        fn drop(&mut self) {
            self.counts.live.fetch_sub(1, SeqCst);
        }
    }

    #[delayed]
    fn leaf(n: u64, counts: &Arc<Counts>) -> Live {
        counts.note();
        Live::new(n, counts)
    }

    #[delayed]
    fn join(left: &Live, right: &Live) -> Live {
        left.counts.note();
        Live::new(left.sum + right.sum, &left.counts)
    }

    #[delayed]
    fn next(before: &Live) -> Live {
        before.counts.note();
        Live::new(before.sum + 1, &before.counts)
    }

    /// Built level by level, so that the order it was made in is the worst one to run in.
    fn tree(leaves: u64, counts: &Delayed<Arc<Counts>>) -> Delayed<Live> {
        let mut level: Vec<_> = (0..leaves).map(|n| leaf(n, counts)).collect();
        while level.len() > 1 {
            level = level.chunks(2).map(|pair| join(&pair[0], &pair[1])).collect();
        }
        level.remove(0)
    }

    /// The most values that live as a task starts, on an executor that runs one at a time.
    fn most(program: fn(&Delayed<Arc<Counts>>) -> Delayed<Live>, sum: u64) -> [usize; 3] {
        let executors: [Arc<dyn Executor>; 3] = [Arc::new(Inline), Arc::new(runtime(1)), Arc::new(Serial)];
        executors.map(|executor| {
            let counts = Arc::new(Counts::default());
            let handle = program(&daisy::opaque(counts.clone()));
            assert_eq!(handle.compute_shared().on(executor).wait().unwrap().sum, sum);
            counts.most.load(SeqCst)
        })
    }

    #[test]
    fn a_tree_of_8192_leaves_holds_14() {
        in_a_small_stack(|| {
            let most = most(|counts| tree(8192, counts), 8192 * 8191 / 2);
            assert!(most.iter().all(|most| *most <= 14), "{most:?}");
        });
    }

    #[test]
    fn a_chain_of_a_thousand_holds_two() {
        in_a_small_stack(|| {
            let program = |counts: &Delayed<Arc<Counts>>| (0..1000).fold(leaf(0, counts), |last, _| next(last));
            let most = most(program, 1000);
            assert!(most.iter().all(|most| *most <= 2), "{most:?}");
        });
    }

    #[test]
    fn a_hundred_chains_side_by_side_hold_little_more_than_their_ends() {
        in_a_small_stack(|| {
            let program = |counts: &Delayed<Arc<Counts>>| {
                let ends: Vec<_> = (0..128).map(|n| (0..20).fold(leaf(n, counts), |last, _| next(last))).collect();
                let mut level = ends;
                while level.len() > 1 {
                    level = level.chunks(2).map(|pair| join(&pair[0], &pair[1])).collect();
                }
                level.remove(0)
            };
            // Depth first, a tree of 128 ends holds 8 of them, and the chain under way one more.
            let most = most(program, (0..128).sum::<u64>() + 128 * 20);
            assert!(most.iter().all(|most| *most <= 10), "{most:?}");
        });
    }
}

mod growing {
    use super::*;

    /// A task that makes one more and waits for it, so many deep.
    #[delayed]
    fn down(n: u64) -> Delayed<u64> {
        if n == 0 { daisy::value(0) } else { step(down(n - 1)) }
    }

    #[test]
    fn a_hundred_thousand_tasks_one_from_another() {
        in_a_small_stack(|| {
            assert_eq!(down(HUNDRED_THOUSAND).compute().on(runtime(2)).wait().unwrap(), HUNDRED_THOUSAND);
        });
    }

    #[test]
    fn on_every_sort_of_executor() {
        in_a_small_stack(|| {
            for executor in every_executor() {
                assert_eq!(down(10_000).compute().on(executor).wait().unwrap(), 10_000);
            }
        });
    }

    #[test]
    fn a_hundred_thousand_tasks_at_once() {
        #[delayed]
        fn many(n: u64) -> Delayed<u64> {
            fan_in(n)
        }
        in_a_small_stack(|| {
            assert_eq!(many(HUNDRED_THOUSAND).compute().wait().unwrap(), sum_to(HUNDRED_THOUSAND));
        });
    }
}

mod handles_inside_each_other {
    use super::*;

    #[test]
    fn as_constants_drop() {
        in_a_small_stack(|| {
            let last = (0..2 * HUNDRED_THOUSAND).fold(step(0), |last, _| daisy::opaque(last).flatten());
            drop(last);
        });
    }

    #[test]
    fn captured_by_closures_drop() {
        in_a_small_stack(|| {
            let last = (0..2 * HUNDRED_THOUSAND).fold(step(0), |last, n| step(n).and_then(move |_| last.clone()));
            drop(last);
        });
    }
}

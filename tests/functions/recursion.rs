//! Functions that return handles to themselves.

use crate::common::executors::{Threads, runtime};
use crate::common::watch::within;
use daisy::Inline;
use daisy::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

static RUNS: AtomicUsize = AtomicUsize::new(0);

#[delayed]
fn fib(n: u64) -> Delayed<u64> {
    RUNS.fetch_add(1, SeqCst);
    if n < 2 { daisy::value(n) } else { fib(n - 1) + fib(n - 2) }
}

const FIB_90: u64 = 2_880_067_194_370_816_120;

/// One test, because the runs are counted in one place.
#[test]
fn naive_fib_of_90_runs_91_times_under_every_executor() {
    within(|| {
        let runs = || RUNS.swap(0, SeqCst);

        assert_eq!(fib(90).compute().on(Inline).wait().unwrap(), FIB_90);
        assert_eq!(runs(), 91, "inline");

        for workers in [1, 2, 4] {
            let pool = runtime(workers);
            for _ in 0..10 {
                assert_eq!(fib(90).compute().on(&pool).wait().unwrap(), FIB_90);
                assert_eq!(runs(), 91, "{workers} workers");
            }
        }

        for threads in [1, 4] {
            assert_eq!(fib(90).compute().on(Threads(threads)).wait().unwrap(), FIB_90);
            assert_eq!(runs(), 91, "{threads} threads of a user's executor");
        }
    });
}

#[test]
fn mutual_recursion_grows_to_an_end() {
    #[delayed]
    fn even(n: u32) -> Delayed<bool> {
        if n == 0 { daisy::value(true) } else { odd(n - 1) }
    }
    #[delayed]
    fn odd(n: u32) -> Delayed<bool> {
        if n == 0 { daisy::value(false) } else { even(n - 1) }
    }
    within(|| {
        assert!(even(100).compute().wait().unwrap());
        assert!(!odd(100).compute().wait().unwrap());
    });
}

#[test]
fn fan_out_may_depend_on_data() {
    #[delayed]
    fn square(n: usize) -> usize {
        n * n
    }
    #[delayed]
    fn total(items: &[usize]) -> usize {
        items.iter().sum()
    }
    #[delayed]
    fn squares(upto: usize) -> Delayed<usize> {
        total((0..upto).map(square).collect::<Vec<_>>())
    }
    within(|| {
        assert_eq!(squares(total(vec![square(1), square(2)])).compute().wait().unwrap(), 30);
        assert_eq!(squares(0).compute().wait().unwrap(), 0);
    });
}

#[test]
fn deep_recursion_needs_no_deep_stack() {
    #[delayed]
    fn down(n: u64) -> Delayed<u64> {
        if n == 0 { daisy::value(0) } else { down(n - 1) }
    }
    within(|| assert_eq!(down(20_000).compute().wait().unwrap(), 0));
}

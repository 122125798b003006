//! `keep_going` runs what still can, and lists all failures.

use crate::common::executors::every_executor;
use crate::common::functions::{inc, total};
use crate::common::watch::within;
use crate::{panicked, refused};
use daisy::Inline;
use daisy::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn runs_everything_that_still_can() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    within(|| {
        for executor in every_executor() {
            let mut all: Vec<_> = (0..20).map(|n| counted(counted(n + 1000))).collect();
            all.insert(10, counted(refused(1)));
            all.insert(5, counted(panicked(2)));
            let result = total(all).compute().keep_going().on(executor).wait();
            assert!(result.is_err());
            assert_eq!(RUNS.swap(0, SeqCst), 40);
        }
    });
}

#[test]
fn lists_all_failures() {
    within(|| {
        for executor in every_executor() {
            let failing = [refused(1), panicked(2), refused(3)];
            let mut wanted: Vec<_> = failing.iter().map(Delayed::key).collect();
            wanted.sort();
            let all = failing.map(inc).to_vec();
            let error = total(all).compute().keep_going().on(executor).wait().unwrap_err();
            let mut keys: Vec<_> = error.failures().iter().map(|error| error.task().unwrap().key().clone()).collect();
            keys.sort();
            assert_eq!(keys, wanted);
        }
    });
}

#[test]
fn without_it_there_is_one_failure() {
    within(|| {
        let error = inc(refused(1)).compute().on(Inline).wait().unwrap_err();
        assert!(error.failures().len() <= 1);
    });
}

#[test]
fn changes_nothing_where_nothing_fails() {
    within(|| assert_eq!(inc(inc(1)).compute().keep_going().wait().unwrap(), 3));
}

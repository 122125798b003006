//! `attempt` makes a failure a value.

use crate::common::executors::every_executor;
use crate::common::functions::{Bad, inc};
use crate::common::watch::within;
use crate::{panicked, refused};
use daisy::ErrorKind;
use daisy::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn stops_nothing() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    within(|| {
        for executor in every_executor() {
            let others: Vec<_> = (0..20).map(counted).collect();
            let all = (inc(refused(1)).attempt(), panicked(2).attempt(), others);
            let (refused, panicked, others) = daisy::compute(all).on(executor).wait().unwrap();
            assert_eq!(refused.unwrap_err().downcast_ref::<Bad>(), Some(&Bad(1)));
            assert_eq!(panicked.unwrap_err().kind(), ErrorKind::Panicked);
            assert_eq!(others, (0..20).collect::<Vec<_>>());
            assert_eq!(RUNS.swap(0, SeqCst), 20);
        }
    });
}

#[test]
fn says_which_task_it_was() {
    let tried = inc(refused(1)).attempt().compute().wait().unwrap();
    assert_eq!(tried.unwrap_err().task().unwrap().name(), "refused");
}

#[test]
fn does_not_help_who_reads_the_failure_itself() {
    within(|| {
        let lost = refused(1);
        let error = daisy::compute((lost.attempt(), inc(&lost))).wait().unwrap_err();
        assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
    });
}

#[test]
fn catches_what_a_growing_graph_fails_with() {
    #[delayed]
    fn grows(n: i64) -> Delayed<i64> {
        inc(refused(n))
    }
    within(|| {
        for executor in every_executor() {
            let both = (grows(1).attempt(), inc(1));
            let (tried, other) = daisy::compute(both).on(executor).wait().unwrap();
            assert_eq!(tried.unwrap_err().downcast_ref::<Bad>(), Some(&Bad(1)));
            assert_eq!(other, 2);
        }
    });
}

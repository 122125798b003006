//! A task that fails is tried again, as often as it asks.

use crate::common::functions::Bad;
use crate::common::observers::Log;
use crate::common::watch::within;
use crate::error;
use daisy::ErrorKind;
use daisy::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn follow_an_error() {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    #[delayed(retries = 3)]
    fn fourth() -> Result<usize, Bad> {
        let n = TRIES.fetch_add(1, SeqCst);
        if n == 3 { Ok(n) } else { Err(Bad(n as i64)) }
    }
    within(|| {
        assert_eq!(fourth().compute().wait().unwrap(), 3);
        assert_eq!(TRIES.load(SeqCst), 4);
    });
}

#[test]
fn follow_a_panic() {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    #[delayed(retries = 1)]
    fn second() -> usize {
        match TRIES.fetch_add(1, SeqCst) {
            0 => panic!("not yet"),
            n => n,
        }
    }
    within(|| assert_eq!(second().compute().wait().unwrap(), 1));
}

#[test]
fn follow_an_async_failure() {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    #[delayed(retries = 1)]
    async fn second() -> Result<usize, Bad> {
        tokio::task::yield_now().await;
        match TRIES.fetch_add(1, SeqCst) {
            0 => Err(Bad(0)),
            n => Ok(n),
        }
    }
    within(|| assert_eq!(second().compute().wait().unwrap(), 1));
}

#[test]
fn end_and_the_last_failure_counts() {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    #[delayed(retries = 2)]
    fn never() -> Result<usize, Bad> {
        Err(Bad(TRIES.fetch_add(1, SeqCst) as i64))
    }
    within(|| {
        let error = error(&never());
        assert_eq!(TRIES.load(SeqCst), 3);
        assert_eq!(error.kind(), ErrorKind::Failed);
        assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(2)));
    });
}

#[test]
fn do_not_follow_a_success() {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    #[delayed(retries = 5)]
    fn once() -> Result<usize, Bad> {
        Ok(TRIES.fetch_add(1, SeqCst))
    }
    within(|| assert_eq!(once().compute().wait().unwrap(), 0));
    assert_eq!(TRIES.load(SeqCst), 1);
}

#[test]
fn get_a_clone_of_inputs_by_value_but_for_the_last() {
    static CLONES: AtomicUsize = AtomicUsize::new(0);
    struct Counted(Vec<i64>);
    impl Clone for Counted {
        fn clone(&self) -> Counted {
            CLONES.fetch_add(1, SeqCst);
            Counted(self.0.clone())
        }
    }
    #[delayed]
    fn make() -> Counted {
        Counted(vec![1])
    }
    #[delayed(retries = 2)]
    fn third(mut input: Counted) -> Result<Vec<i64>, Bad> {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        input.0.push(2);
        if TRIES.fetch_add(1, SeqCst) == 2 { Ok(input.0) } else { Err(Bad(0)) }
    }
    within(|| {
        assert_eq!(third(make()).compute().wait().unwrap(), [1, 2]);
        assert_eq!(CLONES.load(SeqCst), 2);
    });
}

#[test]
fn observers_see_one_start_and_one_end_of_a_retried_task() {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    #[delayed(retries = 2)]
    fn third() -> Result<usize, Bad> {
        match TRIES.fetch_add(1, SeqCst) {
            2 => Ok(3),
            _ => Err(Bad(0)),
        }
    }
    within(|| {
        let log = Arc::new(Log::default());
        assert_eq!(third().compute().observe(log.clone()).wait().unwrap(), 3);
        assert_eq!(log.outcomes(), [1, 0, 0]);
    });
}

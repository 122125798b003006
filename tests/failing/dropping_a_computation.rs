//! A computation that is dropped is given up at once.

use crate::common::executors::{Serial, current_thread, runtime};
use crate::common::functions::inc;
use crate::common::observers::Log;
use crate::common::watch::{wait_until, within};
use daisy::prelude::*;
use daisy::{Executor, Plan};
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::task::Poll;
use std::thread;
use std::time::Duration;

/// Polls it once, and drops it when `started` says so.
fn start_and_drop<T>(computation: daisy::Computation<T>, started: impl Fn() -> bool) {
    let tokio = current_thread();
    tokio.block_on(async {
        let mut computation = Box::pin(computation);
        poll_fn(|cx| {
            assert!(computation.as_mut().poll(cx).is_pending());
            Poll::Ready(())
        })
        .await;
        wait_until(started);
        drop(computation);
    });
}

#[test]
fn cancels_what_has_not_started() {
    static STARTED: AtomicBool = AtomicBool::new(false);
    static RELEASED: AtomicBool = AtomicBool::new(false);
    static LATER: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn first() -> i64 {
        STARTED.store(true, SeqCst);
        wait_until(|| RELEASED.load(SeqCst));
        1
    }
    #[delayed]
    fn later(n: i64) -> i64 {
        LATER.fetch_add(1, SeqCst);
        n
    }
    within(|| {
        let pool = runtime(1);
        let log = Arc::new(Log::default());
        let run = later(first()).compute().observe(log.clone()).on(&pool);
        start_and_drop(run, || STARTED.load(SeqCst));
        assert_eq!(log.outcomes(), [0, 0, 1]);

        RELEASED.store(true, SeqCst);
        assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
        assert_eq!(LATER.load(SeqCst), 0);
        assert_eq!(log.outcomes(), [0, 0, 1]);
    });
}

#[test]
fn drops_a_running_async_task() {
    static STARTED: AtomicBool = AtomicBool::new(false);
    static DROPPED: AtomicBool = AtomicBool::new(false);
    struct Guard;
    impl Drop for Guard {
        fn drop(&mut self) {
            DROPPED.store(true, SeqCst);
        }
    }
    #[delayed]
    async fn guarded() -> i64 {
        let _guard = Guard;
        STARTED.store(true, SeqCst);
        tokio::time::sleep(Duration::from_secs(3600)).await;
        1
    }
    within(|| {
        start_and_drop(guarded().compute().on(runtime(1)), || STARTED.load(SeqCst));
        wait_until(|| DROPPED.load(SeqCst));
    });
}

#[test]
fn cancels_a_users_executor_too() {
    static STARTED: AtomicBool = AtomicBool::new(false);
    static RELEASED: AtomicBool = AtomicBool::new(false);
    static LATER: AtomicUsize = AtomicUsize::new(0);
    static LEFT: AtomicUsize = AtomicUsize::new(0);
    struct Leaving;
    impl Executor for Leaving {
        fn execute(&self, plan: Plan) {
            thread::spawn(move || {
                Serial.execute(plan);
                LEFT.fetch_add(1, SeqCst);
            });
        }
    }
    #[delayed]
    fn first() -> i64 {
        STARTED.store(true, SeqCst);
        wait_until(|| RELEASED.load(SeqCst));
        1
    }
    #[delayed]
    fn later(n: i64) -> i64 {
        LATER.fetch_add(1, SeqCst);
        n
    }
    within(|| {
        start_and_drop(later(first()).compute().on(Leaving), || STARTED.load(SeqCst));
        RELEASED.store(true, SeqCst);
        wait_until(|| LEFT.load(SeqCst) == 1);
        assert_eq!(LATER.load(SeqCst), 0);
    });
}

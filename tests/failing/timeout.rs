//! A computation that takes too long is given up.

use crate::common::executors::{every_executor, multi_thread, runtime};
use crate::common::functions::{inc, number};
use crate::common::observers::Log;
use crate::common::watch::{wait_until, within};
use daisy::prelude::*;
use daisy::{ErrorKind, Inline};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

const SOON: Duration = Duration::from_millis(50);

/// Calls `run` with longer and longer limits, until it says that its task had started in time.
fn once_started(mut run: impl FnMut(Duration) -> bool) {
    let mut limit = SOON;
    while !run(limit) {
        limit *= 2;
    }
}

#[delayed]
async fn forever(n: i64) -> i64 {
    tokio::time::sleep(Duration::from_secs(3600)).await;
    n
}

#[test]
fn gives_up_on_async_tasks_under_every_executor() {
    within(|| {
        for executor in every_executor() {
            let error = inc(forever(1)).compute().timeout(SOON).on(executor).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
        }
    });
}

#[test]
fn gives_up_when_awaited() {
    within(|| {
        let tokio = multi_thread();
        let error = tokio.block_on(async { forever(1).compute().timeout(SOON).await }).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    });
}

#[test]
fn drops_the_async_task() {
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
        once_started(|limit| {
            assert!(guarded().compute().timeout(limit).on(runtime(1)).wait().is_err());
            STARTED.load(SeqCst)
        });
        wait_until(|| DROPPED.load(SeqCst));
    });
}

#[test]
fn does_not_wait_for_a_running_cpu_task() {
    static RELEASED: AtomicBool = AtomicBool::new(false);
    static ENDED: AtomicBool = AtomicBool::new(false);
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn stuck() -> i64 {
        wait_until(|| RELEASED.load(SeqCst));
        ENDED.store(true, SeqCst);
        1
    }
    #[delayed]
    fn later(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    within(|| {
        let pool = runtime(1);
        let mut log = Arc::new(Log::default());
        once_started(|limit| {
            log = Arc::default();
            let run = later(stuck()).compute().timeout(limit).observe(log.clone()).on(&pool);
            let error = run.wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            log.outcomes() == [0, 0, 1]
        });
        assert!(!ENDED.load(SeqCst));

        RELEASED.store(true, SeqCst);
        assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
        wait_until(|| ENDED.load(SeqCst));
        assert_eq!(RUNS.load(SeqCst), 0);
        assert_eq!(log.outcomes(), [0, 0, 1]);
    });
}

#[test]
fn is_noticed_between_tasks_inline() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(x: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        thread::sleep(Duration::from_millis(2));
        x
    }
    within(|| {
        let mut chain = number(0);
        for _ in 0..10_000 {
            chain = counted(chain);
        }
        let error = chain.compute().timeout(SOON).on(Inline).wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(RUNS.load(SeqCst) < 10_000);
    });
}

#[test]
fn in_good_time_changes_nothing() {
    within(|| {
        let result = inc(1).compute().timeout(Duration::from_secs(3600)).wait();
        assert_eq!(result.unwrap(), 2);
    });
}

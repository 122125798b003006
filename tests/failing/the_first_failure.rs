//! The first failure ends a run.

use crate::common::executors::{Serial, current_thread, every_executor, runtime};
use crate::common::functions::{Bad, inc, number, total};
use crate::common::watch::{wait_until, within};
use crate::refused;
use daisy::prelude::*;
use daisy::{Executor, Key, Plan, Runtime};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Notes the order the plan says.
struct InOrder(Arc<Mutex<Vec<Key>>>);

impl Executor for InOrder {
    fn execute(&self, plan: Plan) {
        *self.0.lock().unwrap() = plan.keys();
        Serial.execute(plan);
    }
}

#[test]
fn starts_nothing_new() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    #[delayed]
    fn fails(n: i64) -> Result<i64, Bad> {
        RUNS.fetch_add(1, SeqCst);
        Err(Bad(n))
    }
    within(|| {
        let lost = fails(0);
        let mut all: Vec<_> = (1..50).map(counted).collect();
        all.insert(20, lost.clone());
        let order = Arc::default();
        let result = total(all).compute().on(InOrder(Arc::clone(&order))).wait();
        assert!(result.is_err());
        let position = order.lock().unwrap().iter().position(|key| *key == lost.key()).unwrap();
        assert_eq!(RUNS.load(SeqCst), position + 1);
    });
}

#[test]
fn starts_nothing_that_needs_it() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    within(|| {
        for executor in every_executor() {
            let handle = counted(counted(refused(1)));
            assert!(handle.compute().on(executor).wait().is_err());
        }
        assert_eq!(RUNS.load(SeqCst), 0);
    });
}

#[test]
fn waits_for_what_is_running() {
    static STARTED: AtomicBool = AtomicBool::new(false);
    static ENDED: AtomicBool = AtomicBool::new(false);
    #[delayed]
    fn slow() -> i64 {
        STARTED.store(true, SeqCst);
        thread::sleep(Duration::from_millis(100));
        ENDED.store(true, SeqCst);
        1
    }
    #[delayed]
    fn fails() -> Result<i64, Bad> {
        wait_until(|| STARTED.load(SeqCst));
        Err(Bad(1))
    }
    within(|| {
        let error = daisy::compute((slow(), fails())).on(runtime(2)).wait().unwrap_err();
        assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
        assert!(ENDED.load(SeqCst));
    });
}

#[test]
fn is_the_one_reported() {
    within(|| {
        for executor in every_executor() {
            let all = vec![inc(refused(1)), inc(number(1))];
            let error = daisy::compute(all).on(executor).wait().unwrap_err();
            assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
            assert_eq!(error.task().unwrap().name(), "refused");
        }
    });
}

#[test]
fn fails_nothing_that_was_not_asked_for() {
    within(|| {
        let lost = inc(refused(1));
        let kept = inc(1);
        drop(lost.clone());
        assert_eq!(kept.compute().wait().unwrap(), 2);
        assert!(lost.compute().wait().is_err());
    });
}

/// The async tasks are with tokio by then, and wait for their turn.
#[test]
fn starts_no_async_task_that_was_handed_out() {
    static BEGUN: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    async fn fails() -> Result<i64, Bad> {
        Err(Bad(1))
    }
    #[delayed]
    async fn later(n: i64) -> i64 {
        BEGUN.fetch_add(1, SeqCst);
        n
    }
    within(|| {
        let tokio = current_thread();
        let pool = Runtime::from_handle(tokio.handle().clone());
        let all = daisy::compute((fails(), later(1), later(2))).on(&pool);
        let error = tokio.block_on(all).unwrap_err();
        assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
        assert_eq!(BEGUN.load(SeqCst), 0);
    });
}

//! Values whose `drop` panics. Whether a run counts as failed when daisy drops such a value is left open; that it
//! ends, and that the next one works, is not.

use crate::common::executors::{current_thread, every_executor};
use crate::common::functions::{chain, inc};
use crate::common::watch::within;
use crate::refused;
use daisy::prelude::*;
use daisy::{ErrorKind, Executor};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

static DROPS: AtomicUsize = AtomicUsize::new(0);

#[derive(Clone)]
struct Explosive;

impl Drop for Explosive {
    fn drop(&mut self) {
        DROPS.fetch_add(1, SeqCst);
        if !thread::panicking() {
            panic!("dropped")
        }
    }
}

#[delayed]
fn make() -> Explosive {
    Explosive
}

#[delayed]
fn read(_of: &Explosive) -> i64 {
    1
}

#[delayed]
fn taken(_of: Explosive) -> i64 {
    1
}

/// Runs `test` with each executor, then looks whether it still works.
fn survived(test: impl Fn(&Arc<dyn Executor>) + Send + 'static) {
    within(move || {
        for executor in every_executor() {
            test(&executor);
            assert_eq!(inc(1).compute().on(executor).wait().unwrap(), 2);
        }
        assert_ne!(DROPS.load(SeqCst), 0);
    });
}

#[test]
fn of_a_result_after_its_last_reader() {
    survived(|on| {
        let _ = inc(read(make())).compute().on(on.clone()).wait();
    });
}

#[test]
fn of_an_input_that_the_task_drops() {
    survived(|on| {
        let error = inc(taken(make())).compute().on(on.clone()).wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Panicked);
        assert_eq!(error.task().unwrap().name(), "taken");
        assert!(chain(&error).contains("dropped"), "{error}");
    });
}

#[test]
fn of_a_constant_that_a_waited_for_run_owns_alone() {
    survived(|on| {
        let computation = inc(read(daisy::opaque(Explosive))).compute();
        let _ = computation.on(on.clone()).wait();
    });
}

#[test]
fn of_a_constant_that_an_awaited_run_owns_alone() {
    survived(|on| {
        let computation = inc(read(daisy::opaque(Explosive))).compute();
        let _ = current_thread().block_on(async { computation.on(on.clone()).await });
    });
}

#[test]
fn of_a_result_asked_for_where_another_fails() {
    survived(|on| {
        let computation = daisy::compute((make().shared(), inc(refused(1))));
        let computation = computation.on(on.clone()).keep_going();
        assert!(computation.wait().is_err());
    });
}

#[test]
fn of_a_result_that_a_timeout_leaves() {
    #[delayed]
    async fn forever(_of: &Explosive) -> i64 {
        std::future::pending().await
    }
    survived(|on| {
        let drops = DROPS.load(SeqCst);
        let mut limit = Duration::from_millis(20);
        while DROPS.load(SeqCst) == drops {
            let computation = forever(make()).compute().timeout(limit);
            assert!(computation.on(on.clone()).wait().is_err());
            limit *= 2;
        }
    });
}

/// It is the user's, and panics where the user drops it.
#[test]
fn of_a_result_handed_out() {
    survived(|on| {
        let result = make().compute().on(on.clone()).wait().unwrap();
        let panic = std::panic::catch_unwind(|| drop(result)).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"dropped"));
    });
}

#[test]
fn of_a_result_that_attempt_gives_up() {
    #[delayed]
    fn broken(of: Explosive) -> Result<Explosive, String> {
        std::mem::forget(of);
        let _held = Explosive;
        Err("it broke".into())
    }
    survived(|on| {
        let tried = broken(make()).attempt().map(|tried| tried.is_err());
        assert!(tried.compute().on(on.clone()).wait().unwrap());
    });
}

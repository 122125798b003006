//! Values whose `drop` panics. Whether a run counts as failed when daisy drops such a value is left open; that it
//! ends, and that the next one works, is not.

use crate::common::executors::{current_thread, every_executor, runtime};
use crate::common::functions::{chain, inc};
use crate::common::observers::Log;
use crate::common::watch::{wait_until, within};
use crate::refused;
use daisy::prelude::*;
use daisy::{ErrorKind, Executor};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

static DROPS: AtomicUsize = AtomicUsize::new(0);

#[derive(Clone, Debug)]
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

/// Now the worker drops it, now the one that waits.
#[test]
fn of_a_constant_that_a_worker_lets_go_of_last() {
    within(|| {
        let pool = runtime(1);
        for _ in 0..1000 {
            let computation = read(daisy::opaque(Explosive)).compute();
            let _ = computation.on(&pool).wait();
        }
        assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
    });
}

#[test]
fn of_an_error_that_is_tried_again() {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    #[derive(Debug)]
    struct Refusal(Explosive);
    impl fmt::Display for Refusal {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("not the first time")
        }
    }
    impl std::error::Error for Refusal {}
    #[delayed(retries = 1, impure)]
    fn flaky() -> Result<i64, Refusal> {
        if TRIES.fetch_add(1, SeqCst).is_multiple_of(2) { Err(Refusal(Explosive)) } else { Ok(1) }
    }
    survived(|on| assert_eq!(flaky().compute().on(on.clone()).wait().unwrap(), 1));
}

#[test]
fn of_a_result_that_nobody_waits_for_any_more() {
    static STARTED: AtomicBool = AtomicBool::new(false);
    static RELEASED: AtomicBool = AtomicBool::new(false);
    #[delayed(impure)]
    fn slow() -> Explosive {
        STARTED.store(true, SeqCst);
        wait_until(|| RELEASED.load(SeqCst));
        Explosive
    }
    within(|| {
        let pool = runtime(1);
        let mut limit = Duration::from_millis(20);
        while !STARTED.load(SeqCst) {
            let computation = slow().compute_shared().on(&pool).observe(Log::default()).timeout(limit);
            assert_eq!(computation.wait().err().unwrap().kind(), ErrorKind::TimedOut);
            limit *= 2;
        }
        RELEASED.store(true, SeqCst);
        assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
        wait_until(|| DROPS.load(SeqCst) > 0);
        assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
    });
}

/// The graph that `again` returns is there already, and its constant is one too many.
#[test]
fn of_a_constant_of_a_returned_graph() {
    struct Constant(Explosive);
    impl Tokenize for Constant {
        fn tokenize(&self, to: &mut daisy::Tokenizer) {
            to.add(&7);
        }
    }
    #[delayed]
    fn reads(_of: &Constant) -> i64 {
        1
    }
    #[delayed]
    fn again(_n: i64) -> Delayed<i64> {
        reads(Constant(Explosive))
    }
    survived(|on| {
        let _ = daisy::compute((reads(Constant(Explosive)), again(1))).on(on.clone()).wait();
    });
}

/// The task has given its result when what its argument was made of is dropped.
#[test]
fn of_an_argument_made_of_several_inputs() {
    #[delayed(retries = 1)]
    fn witnessed(_all: &[Explosive], witness: &Arc<()>) -> Arc<()> {
        witness.clone()
    }
    survived(|on| {
        let witness = Arc::new(());
        let made = daisy::opaque(witness.clone());
        let _ = witnessed(vec![make(), make()], made).compute().on(on.clone()).wait();
        wait_until(|| Arc::strong_count(&witness) == 1);
    });
}

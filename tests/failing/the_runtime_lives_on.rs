//! Whatever fails, the next computation on the same executor works.

use crate::common::executors::{every_executor, runtime};
use crate::common::functions::{Bad, chain, inc};
use crate::common::watch::{wait_until, within};
use crate::{panicked, refused};
use daisy::prelude::*;
use daisy::{Error, ErrorKind, Executor};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

#[test]
fn after_failures_and_panics() {
    within(|| {
        let pool = runtime(2);
        for n in 0..50 {
            assert!(inc(refused(n)).compute().on(&pool).wait().is_err());
            assert!(inc(panicked(n)).compute().on(&pool).wait().is_err());
            assert_eq!(inc(n).compute().on(&pool).wait().unwrap(), n + 1);
        }
    });
}

#[test]
fn after_a_panic_in_async_and_blocking_tasks() {
    #[delayed]
    async fn later() -> i64 {
        tokio::task::yield_now().await;
        panic!("later")
    }
    #[delayed(blocking)]
    fn blocking() -> i64 {
        panic!("blocking")
    }
    within(|| {
        for executor in every_executor() {
            let error = inc(later()).compute().on(executor.clone()).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Panicked);
            let error = inc(blocking()).compute().on(executor.clone()).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Panicked);
            assert_eq!(inc(1).compute().on(executor).wait().unwrap(), 2);
        }
    });
}

#[test]
fn after_a_panic_in_a_clone() {
    struct Stubborn;
    impl Clone for Stubborn {
        fn clone(&self) -> Stubborn {
            panic!("not a second one")
        }
    }
    #[delayed]
    fn make() -> Stubborn {
        Stubborn
    }
    #[delayed]
    fn taken(_of: Stubborn, n: i64) -> i64 {
        n
    }
    within(|| {
        for executor in every_executor() {
            let made = make();
            let both = (taken(&made, 1), taken(&made, 2));
            let error = daisy::compute(both).on(executor.clone()).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Panicked);
            assert_eq!(inc(1).compute().on(executor).wait().unwrap(), 2);
        }
    });
}

#[test]
fn after_a_timeout() {
    #[delayed]
    async fn forever() -> i64 {
        std::future::pending().await
    }
    within(|| {
        for executor in every_executor() {
            let run = forever().compute().timeout(Duration::from_millis(20)).on(executor.clone());
            assert!(run.wait().is_err());
            assert_eq!(inc(1).compute().on(executor).wait().unwrap(), 2);
        }
    });
}

#[test]
fn when_a_task_waits_for_a_failing_one() {
    type Pool = Arc<dyn Executor>;
    #[delayed]
    fn outer(pool: &Pool) -> Result<i64, Error> {
        inc(refused(1)).compute().on(pool.clone()).wait()
    }
    within(|| {
        for executor in every_executor() {
            let pool = daisy::opaque(executor.clone());
            let error = outer(pool).compute().on(executor).wait().unwrap_err();
            assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
        }
    });
}

/// What a task left locked is the user's, and says so; daisy holds no lock while a task runs.
#[test]
fn after_a_panic_under_a_lock() {
    type Shared = Arc<Mutex<i64>>;
    #[delayed]
    fn poisons(counter: &Shared) -> i64 {
        let mut count = counter.lock().unwrap();
        *count += 1;
        panic!("out of luck with {count}")
    }
    #[delayed]
    fn unwraps(counter: &Shared, _after: &Result<i64, Error>) -> i64 {
        *counter.lock().unwrap()
    }
    #[delayed]
    fn reports(counter: &Shared, _after: &Result<i64, Error>) -> Result<i64, String> {
        Ok(*counter.lock().map_err(|error| error.to_string())?)
    }
    #[delayed]
    fn recovers(counter: &Shared, _after: &Result<i64, Error>) -> i64 {
        *counter.lock().unwrap_or_else(|error| error.into_inner())
    }
    within(|| {
        for executor in every_executor() {
            let counter = daisy::opaque(Shared::default());
            let poisoned = poisons(&counter);
            let error = poisoned.compute().on(executor.clone()).wait().unwrap_err();
            assert_eq!((error.kind(), error.task().unwrap().name()), (ErrorKind::Panicked, "poisons"));
            assert!(chain(&error).contains("out of luck with 1"), "{error}");

            let after = poisoned.attempt();
            let error = unwraps(&counter, &after).compute().on(executor.clone()).wait().unwrap_err();
            assert_eq!((error.kind(), error.task().unwrap().name()), (ErrorKind::Panicked, "unwraps"));
            assert!(chain(&error).contains("Poison"), "{error}");

            let error = reports(&counter, &after).compute().on(executor.clone()).wait().unwrap_err();
            assert_eq!((error.kind(), error.task().unwrap().name()), (ErrorKind::Failed, "reports"));
            assert!(chain(&error).contains("poisoned lock"), "{error}");

            // The lock was poisoned at the first try, and `poisons` counts no more.
            assert_eq!(recovers(&counter, &after).compute().on(executor.clone()).wait().unwrap(), 1);
            assert_eq!(inc(inc(1)).compute().on(executor).wait().unwrap(), 3);
        }
    });
}

#[test]
fn after_a_panic_in_a_waker() {
    static GO: AtomicBool = AtomicBool::new(false);
    static WOKEN: AtomicBool = AtomicBool::new(false);
    struct Panics;
    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            WOKEN.store(true, SeqCst);
            panic!("the waker panics on purpose")
        }
    }
    #[delayed]
    fn waits() -> i64 {
        wait_until(|| GO.load(SeqCst));
        1
    }
    within(|| {
        let pool = runtime(1);
        let mut run = Box::pin(waits().compute().on(&pool));
        let waker = Waker::from(Arc::new(Panics));
        assert!(run.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        GO.store(true, SeqCst);
        wait_until(|| WOKEN.load(SeqCst));
        assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
    });
}

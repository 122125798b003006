//! Waiting inside a task.

use crate::common::executors::{every_executor, runtime};
use crate::common::functions::{inc, number, total};
use crate::common::watch::{wait_until, within};
use crate::{PROGRAM, program};
use daisy::prelude::*;
use daisy::{Executor, Runtime};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread::{self, ThreadId};
use std::time::Duration;

type Pool = Arc<dyn Executor>;

#[delayed]
fn waits(pool: &Pool, depth: i64) -> Result<i64, daisy::Error> {
    let inner = if depth == 0 { program() } else { waits(daisy::opaque(pool.clone()), depth - 1) };
    inner.compute().on(pool.clone()).wait()
}

#[delayed]
async fn waits_in_async(pool: &Pool) -> Result<i64, daisy::Error> {
    tokio::task::yield_now().await;
    inc(inc(1)).compute().on(pool.clone()).wait()
}

#[delayed]
async fn awaits(pool: &Pool) -> Result<i64, daisy::Error> {
    program().compute().on(pool.clone()).await
}

#[delayed(blocking)]
fn waits_in_blocking(pool: &Pool) -> Result<i64, daisy::Error> {
    program().compute().on(pool.clone()).wait()
}

#[test]
fn works_on_a_pool_of_any_size() {
    within(|| {
        for pool in every_executor() {
            let handle = daisy::opaque(pool.clone());
            let result = waits(&handle, 0).compute().on(pool).wait();
            assert_eq!(result.unwrap(), PROGRAM);
        }
    });
}

#[test]
fn works_many_levels_deep_on_a_pool_of_one() {
    within(|| {
        for pool in every_executor() {
            let handle = daisy::opaque(pool.clone());
            let result = waits(&handle, 10).compute().on(pool).wait();
            assert_eq!(result.unwrap(), PROGRAM);
        }
    });
}

#[test]
fn works_side_by_side_on_a_pool_of_one() {
    within(|| {
        let pool: Pool = Arc::new(runtime(1));
        let handle = daisy::opaque(pool.clone());
        let all: Vec<_> = (0..5).map(|depth| waits(&handle, depth)).collect();
        assert_eq!(total(all).compute().on(pool).wait().unwrap(), 5 * PROGRAM);
    });
}

#[test]
fn works_in_async_and_blocking_tasks() {
    within(|| {
        let pool: Pool = Arc::new(runtime(1));
        let handle = daisy::opaque(pool.clone());
        let all = (waits_in_async(&handle), awaits(&handle), waits_in_blocking(&handle));
        assert_eq!(daisy::compute(all).on(pool).wait().unwrap(), (3, PROGRAM, PROGRAM));
    });
}

/// What the waiting thread waits for has an async task, which awaits what needs a worker; and that thread is the only one.
#[test]
fn works_around_async_tasks_that_await_on_a_pool_of_one() {
    #[delayed(impure)]
    fn waits_around(pool: &Pool, depth: i64) -> Result<i64, daisy::Error> {
        awaits_around(daisy::opaque(pool.clone()), depth).compute().on(pool.clone()).wait()
    }
    #[delayed(impure)]
    async fn awaits_around(pool: &Pool, depth: i64) -> Result<i64, daisy::Error> {
        let handle = daisy::opaque(pool.clone());
        let inner = if depth == 0 { awaits(handle) } else { waits_around(handle, depth - 1) };
        tokio::task::yield_now().await;
        inner.compute().on(pool.clone()).await
    }
    within(|| {
        for pool in every_executor() {
            let handle = daisy::opaque(pool.clone());
            let all: Vec<_> = (0..3).map(|depth| waits_around(&handle, depth)).collect();
            assert_eq!(total(all).compute().on(pool).wait().unwrap(), 3 * PROGRAM);
        }
    });
}

/// The run that the thread waits for has failed, and is over once its async task is.
#[test]
fn works_around_async_tasks_of_a_run_that_fails() {
    #[delayed]
    async fn fails(failed: &Arc<AtomicBool>) -> Result<i64, &'static str> {
        failed.store(true, SeqCst);
        Err("too bad")
    }
    #[delayed]
    async fn awaits_later(pool: &Pool, failed: &Arc<AtomicBool>) -> Result<i64, daisy::Error> {
        while !failed.load(SeqCst) {
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        program().compute().on(pool.clone()).await
    }
    #[delayed(impure)]
    fn waits_around(pool: &Pool) -> bool {
        let (handle, failed) = (daisy::opaque(pool.clone()), daisy::opaque(Arc::default()));
        daisy::compute((fails(&failed), awaits_later(handle, failed))).on(pool.clone()).wait().is_err()
    }
    within(|| {
        let pool: Pool = Arc::new(runtime(1));
        assert!(waits_around(daisy::opaque(pool.clone())).compute().on(pool).wait().unwrap());
    });
}

#[test]
fn works_on_the_default_executor() {
    #[delayed]
    fn waits(depth: i64) -> Result<i64, daisy::Error> {
        if depth == 0 { number(7) } else { waits(depth - 1) }.compute().wait()
    }
    within(|| assert_eq!(waits(50).compute().wait().unwrap(), 7));
}

#[test]
fn runs_the_tasks_it_waits_for_on_a_pool_of_one() {
    #[delayed(impure)]
    fn here() -> Option<ThreadId> {
        Some(thread::current().id())
    }
    #[delayed(impure)]
    fn waits(pool: &Pool) -> Result<bool, daisy::Error> {
        let there = daisy::compute((here(), here())).on(pool.clone()).wait()?;
        let me = Some(thread::current().id());
        Ok(there == (me, me))
    }
    within(|| {
        let pool: Pool = Arc::new(runtime(1));
        let handle = daisy::opaque(pool.clone());
        assert!(waits(handle).compute().on(pool).wait().unwrap());
    });
}

/// Who waits is woken for its own tasks; a task of another computation needs a worker that is awake.
#[test]
fn swallows_no_wake_meant_for_a_worker() {
    static GATE: AtomicBool = AtomicBool::new(false);
    static INSIDE: AtomicBool = AtomicBool::new(false);
    #[delayed(impure)]
    async fn gated() -> i64 {
        INSIDE.store(true, SeqCst);
        while !GATE.load(SeqCst) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        1
    }
    #[delayed(impure)]
    fn outer(pool: &Pool) -> Result<i64, daisy::Error> {
        gated().compute().on(pool.clone()).wait()
    }
    #[delayed(impure)]
    fn open() -> i64 {
        GATE.store(true, SeqCst);
        2
    }
    within(|| {
        for _ in 0..20 {
            GATE.store(false, SeqCst);
            INSIDE.store(false, SeqCst);
            let pool: Pool = Arc::new(runtime(2));
            let waits = outer(daisy::opaque(pool.clone())).compute().on(pool.clone());
            let waiting = thread::spawn(move || waits.wait().unwrap());
            wait_until(|| INSIDE.load(SeqCst));
            // Long enough for both, the one that waits and the idle worker, to fall asleep.
            thread::sleep(Duration::from_millis(20));
            assert_eq!(open().compute().on(pool).wait().unwrap(), 2);
            assert_eq!(waiting.join().unwrap(), 1);
        }
    });
}

#[delayed(blocking, impure)]
fn blocks() -> i64 {
    1
}

#[test]
fn works_from_blocking_to_blocking_on_the_only_thread_for_them() {
    #[delayed(blocking, impure)]
    fn outer(pool: &Pool) -> Result<i64, daisy::Error> {
        blocks().compute().on(pool.clone()).wait()
    }
    within(|| {
        let mut tokio = tokio::runtime::Builder::new_multi_thread();
        let tokio = tokio.worker_threads(1).max_blocking_threads(1).enable_all().build().unwrap();
        let pool: Pool = Arc::new(Runtime::from_handle(tokio.handle().clone()));
        let handle = daisy::opaque(pool.clone());
        assert_eq!(outer(handle).compute().on(pool).wait().unwrap(), 1);
    });
}

/// 512 is how many threads tokio has for them.
#[test]
fn works_from_blocking_to_blocking_when_all_512_threads_do() {
    static INSIDE: AtomicUsize = AtomicUsize::new(0);
    #[delayed(blocking, impure)]
    fn outer(pool: &Pool) -> Result<i64, daisy::Error> {
        INSIDE.fetch_add(1, SeqCst);
        wait_until(|| INSIDE.load(SeqCst) == 512);
        blocks().compute().on(pool.clone()).wait()
    }
    within(|| {
        let pool: Pool = Arc::new(runtime(1));
        let handle = daisy::opaque(pool.clone());
        let all: Vec<_> = (0..512).map(|_| outer(&handle)).collect();
        assert_eq!(total(all).compute().on(pool).wait().unwrap(), 512);
    });
}

#[test]
fn works_in_a_drop_on_a_worker() {
    struct Waits(Pool);
    impl Drop for Waits {
        fn drop(&mut self) {
            assert_eq!(inc(1).compute().on(self.0.clone()).wait().unwrap(), 2);
        }
    }
    #[delayed(impure)]
    fn reads(_of: &Waits) -> i64 {
        1
    }
    within(|| {
        let pool: Pool = Arc::new(runtime(1));
        // Now the worker drops it, now the one that waits.
        for _ in 0..1000 {
            let run = reads(daisy::opaque(Waits(pool.clone()))).compute();
            assert_eq!(run.on(pool.clone()).wait().unwrap(), 1);
        }
    });
}

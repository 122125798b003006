//! Waiting inside a task.

use crate::common::executors::{every_executor, runtime};
use crate::common::functions::{inc, number, total};
use crate::common::watch::within;
use crate::{PROGRAM, program};
use daisy::Executor;
use daisy::prelude::*;
use std::sync::Arc;
use std::thread::{self, ThreadId};

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

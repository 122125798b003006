//! A small computation does not wait for a large one.

use crate::common::executors::runtime;
use crate::common::functions::{inc, total};
use crate::common::watch::{wait_until, within};
use daisy::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

/// Of the large one.
static STARTED: AtomicBool = AtomicBool::new(false);
static STOP: AtomicBool = AtomicBool::new(false);

/// A little work, until the small computation is through: in turn, they would all together take minutes.
#[delayed]
fn slow(n: i64) -> i64 {
    STARTED.store(true, SeqCst);
    if !STOP.load(SeqCst) {
        thread::sleep(Duration::from_millis(1));
    }
    n
}

/// Runs a few tasks while `tasks` slow ones are under way on the same runtime.
fn beside(workers: usize, tasks: i64) {
    let pool = runtime(workers);
    let all = total((0..tasks).map(slow).collect::<Vec<_>>());
    let over = Arc::new(AtomicBool::new(false));
    let large = thread::spawn({
        let (pool, over) = (pool.clone(), over.clone());
        move || {
            let result = all.compute().on(&pool).wait();
            over.store(true, SeqCst);
            result.unwrap()
        }
    });
    wait_until(|| STARTED.load(SeqCst));
    let small = daisy::compute((inc(inc(1)), inc(inc(10)))).on(&pool).wait().unwrap();
    let large_was_over = over.load(SeqCst);
    STOP.store(true, SeqCst);
    assert_eq!((small, large.join().unwrap()), ((3, 12), tasks * (tasks - 1) / 2));
    assert!(!large_was_over, "the small one waited for the large one");
    STARTED.store(false, SeqCst);
    STOP.store(false, SeqCst);
}

/// One test, because the slow tasks are stopped in one place.
#[test]
fn a_few_tasks_finish_while_very_many_run() {
    within(|| {
        beside(1, 200_000);
        beside(2, 20_000);
    });
}

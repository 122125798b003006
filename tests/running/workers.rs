//! How many tasks run at once.

use crate::common::executors::{Threads, runtime};
use crate::common::functions::inc;
use crate::common::watch::within;
use daisy::Runtime;
use daisy::prelude::*;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

/// How many are inside at once.
struct Gauge {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Gauge {
    const fn new() -> Gauge {
        Gauge { now: AtomicUsize::new(0), most: AtomicUsize::new(0) }
    }

    fn stay(&self) {
        self.most.fetch_max(self.now.fetch_add(1, SeqCst) + 1, SeqCst);
        thread::sleep(Duration::from_millis(1));
        self.now.fetch_sub(1, SeqCst);
    }

    fn most(&self) -> usize {
        self.most.swap(0, SeqCst)
    }
}

#[test]
fn bound_the_cpu_tasks_of_a_runtime_and_of_a_computation() {
    static GAUGE: Gauge = Gauge::new();
    #[delayed]
    fn stays(n: i64) -> i64 {
        GAUGE.stay();
        n
    }
    within(|| {
        let many = || (0..40).map(stays).collect::<Vec<_>>();
        for n in [1, 2, 3] {
            daisy::compute(many()).on(runtime(n)).wait().unwrap();
            assert!(GAUGE.most() <= n, "a runtime of {n}");
            daisy::compute(many()).on(runtime(4)).workers(n).wait().unwrap();
            assert!(GAUGE.most() <= n, "{n} of 4 workers");
            daisy::compute(many()).on(Threads(4)).workers(n).wait().unwrap();
            assert!(GAUGE.most() <= n, "{n} of 4 threads of a user's executor");
        }
    });
}

#[test]
fn bound_the_cpu_tasks_of_computations_side_by_side() {
    static GAUGE: Gauge = Gauge::new();
    #[delayed]
    fn stays(n: i64) -> i64 {
        GAUGE.stay();
        n
    }
    within(|| {
        let pool = runtime(2);
        let threads: Vec<_> = (0..4)
            .map(|i| {
                let pool = pool.clone();
                let many: Vec<_> = (0..20).map(|n| stays(n + 100 * i)).collect();
                thread::spawn(move || daisy::compute(many).on(&pool).wait().unwrap())
            })
            .collect();
        threads.into_iter().for_each(|thread| drop(thread.join().unwrap()));
        assert!(GAUGE.most() <= 2);
    });
}

#[test]
fn run_side_by_side() {
    static MEET: Barrier = Barrier::new(4);
    #[delayed]
    fn meets(n: i64) -> i64 {
        MEET.wait();
        n
    }
    within(|| {
        let four = || (0..4).map(meets).collect::<Vec<_>>();
        assert_eq!(daisy::compute(four()).on(runtime(4)).wait().unwrap(), [0, 1, 2, 3]);
        assert_eq!(daisy::compute(four()).on(Threads(4)).wait().unwrap(), [0, 1, 2, 3]);
    });
}

#[test]
fn are_not_held_by_blocking_tasks() {
    static MEET: Barrier = Barrier::new(3);
    #[delayed(blocking)]
    fn blocks(n: i64) -> i64 {
        MEET.wait();
        n
    }
    #[delayed]
    fn works(n: i64) -> i64 {
        MEET.wait();
        n
    }
    within(|| {
        let all = daisy::compute((blocks(1), works(2), blocks(3)));
        assert_eq!(all.on(runtime(1)).wait().unwrap(), (1, 2, 3));
    });
}

#[test]
fn are_not_held_by_async_tasks() {
    static WORKS: AtomicBool = AtomicBool::new(false);
    static WAITS: AtomicBool = AtomicBool::new(false);
    #[delayed]
    async fn waits() -> i64 {
        WAITS.store(true, SeqCst);
        while !WORKS.load(SeqCst) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        1
    }
    #[delayed]
    fn works() -> i64 {
        WORKS.store(true, SeqCst);
        while !WAITS.load(SeqCst) {
            thread::sleep(Duration::from_millis(1));
        }
        2
    }
    within(|| {
        let all = daisy::compute((waits(), works()));
        assert_eq!(all.on(runtime(1)).wait().unwrap(), (1, 2));
    });
}

#[test]
fn async_tasks_wait_side_by_side() {
    static MEET: std::sync::OnceLock<tokio::sync::Barrier> = std::sync::OnceLock::new();
    #[delayed]
    async fn meets(n: i64) -> i64 {
        MEET.get_or_init(|| tokio::sync::Barrier::new(20)).wait().await;
        n
    }
    within(|| {
        let all = (0..20).map(meets).collect::<Vec<_>>();
        assert_eq!(daisy::compute(all).on(runtime(1)).wait().unwrap().len(), 20);
    });
}

#[test]
fn none_at_all_is_an_error() {
    assert!(Runtime::builder().workers(0).build().is_err());
    within(|| assert!(inc(1).compute().workers(0).wait().is_err()));
}

#[test]
fn wake_for_all_that_one_task_makes_ready() {
    static MEET: Barrier = Barrier::new(4);
    #[delayed]
    fn meets(x: &i64, n: i64) -> i64 {
        MEET.wait();
        x + n
    }
    within(|| {
        let pool = runtime(4);
        assert_eq!(inc(0).compute().on(&pool).wait().unwrap(), 1);
        // Long enough for all workers to fall asleep.
        thread::sleep(Duration::from_millis(100));
        let one = inc(0);
        let four: Vec<_> = (0..4).map(|n| meets(&one, n)).collect();
        assert_eq!(daisy::compute(four).on(&pool).wait().unwrap(), [1, 2, 3, 4]);
    });
}

//! What is set for a whole process: `set_executor` and the environment.

use crate::common::executors::Serial;
use crate::common::functions::inc;
use crate::common::process::in_a_process_of_its_own;
use daisy::prelude::*;
use daisy::{Executor, Plan};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread::{self, ThreadId};
use std::time::Duration;

/// Whether a computation runs on the thread that waits for it.
fn runs_here(computation: impl FnOnce(Delayed<ThreadIdValue>) -> ThreadIdValue) -> bool {
    computation(thread_id()).0 == thread::current().id()
}

#[derive(Clone)]
struct ThreadIdValue(ThreadId);

#[delayed(impure)]
fn thread_id() -> ThreadIdValue {
    ThreadIdValue(thread::current().id())
}

/// Counts the plans it runs.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicUsize>);

impl Executor for Counting {
    fn execute(&self, plan: Plan) {
        self.0.fetch_add(1, SeqCst);
        Serial.execute(plan);
    }
}

#[test]
fn set_executor_makes_another_the_default() {
    in_a_process_of_its_own(&[], || {
        let (first, second) = (Counting::default(), Counting::default());
        let runs = || (first.0.load(SeqCst), second.0.load(SeqCst));
        assert_eq!(inc(1).compute().wait().unwrap(), 2);
        daisy::set_executor(&first);
        assert_eq!(runs(), (0, 0));
        assert_eq!(inc(1).compute().wait().unwrap(), 2);
        assert_eq!(runs(), (1, 0));
        daisy::set_executor(second.clone());
        assert_eq!(vec![inc(1)].compute().wait().unwrap(), [2]);
        assert_eq!(runs(), (1, 1));
    });
}

#[test]
fn on_goes_before_set_executor() {
    in_a_process_of_its_own(&[], || {
        let (set, on) = (Counting::default(), Counting::default());
        daisy::set_executor(&set);
        assert_eq!(inc(1).compute().on(&on).wait().unwrap(), 2);
        assert_eq!((set.0.load(SeqCst), on.0.load(SeqCst)), (0, 1));
    });
}

#[test]
fn set_executor_goes_before_the_environment() {
    in_a_process_of_its_own(&[("DAISY_EXECUTOR", "threads")], || {
        let set = Counting::default();
        daisy::set_executor(&set);
        assert_eq!(inc(1).compute().wait().unwrap(), 2);
        assert_eq!(set.0.load(SeqCst), 1);
    });
}

#[test]
fn the_environment_can_ask_for_inline() {
    in_a_process_of_its_own(&[("DAISY_EXECUTOR", "inline")], || {
        for _ in 0..20 {
            assert!(runs_here(|id| id.compute().wait().unwrap()));
        }
    });
}

#[test]
fn on_goes_before_the_environment() {
    in_a_process_of_its_own(&[("DAISY_EXECUTOR", "inline")], || {
        let on = Counting::default();
        assert_eq!(inc(1).compute().on(&on).wait().unwrap(), 2);
        assert_eq!(on.0.load(SeqCst), 1);
    });
}

#[test]
fn the_environment_can_ask_for_threads_and_say_how_many() {
    static MEET: Barrier = Barrier::new(3);
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn meets(n: i64) -> i64 {
        MEET.wait();
        n
    }
    #[delayed]
    fn stays(n: i64) -> i64 {
        MOST.fetch_max(NOW.fetch_add(1, SeqCst) + 1, SeqCst);
        thread::sleep(Duration::from_millis(1));
        NOW.fetch_sub(1, SeqCst);
        n
    }
    let variables = [("DAISY_EXECUTOR", "threads"), ("DAISY_WORKERS", "3")];
    in_a_process_of_its_own(&variables, || {
        assert_eq!(daisy::compute([meets(1), meets(2), meets(3)]).wait().unwrap(), [1, 2, 3]);
        daisy::compute((0..60).map(stays).collect::<Vec<_>>()).wait().unwrap();
        assert!(MOST.load(SeqCst) <= 3);
    });
}

#[test]
fn the_environment_can_say_how_many_workers_alone() {
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn stays(n: i64) -> i64 {
        MOST.fetch_max(NOW.fetch_add(1, SeqCst) + 1, SeqCst);
        thread::sleep(Duration::from_millis(1));
        NOW.fetch_sub(1, SeqCst);
        n
    }
    in_a_process_of_its_own(&[("DAISY_WORKERS", "1")], || {
        daisy::compute((0..60).map(stays).collect::<Vec<_>>()).wait().unwrap();
        assert_eq!(MOST.load(SeqCst), 1);
    });
}

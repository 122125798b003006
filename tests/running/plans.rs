//! What an executor gets.

use crate::common::executors::{Serial, Threads, runtime};
use crate::common::functions::{inc, number, total};
use crate::common::watch::within;
use crate::{PROGRAM, blocked, napped, program};
use daisy::prelude::*;
use daisy::{ErrorKind, Executor, Key, Kind, Plan, Runtime};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Notes what the plan says, and the order in which `Serial` runs it.
#[derive(Default)]
struct Notes {
    said: Mutex<Vec<Key>>,
    ran: Mutex<Vec<Key>>,
    workers: Mutex<Option<usize>>,
}

impl Executor for Notes {
    fn execute(&self, plan: Plan) {
        *self.said.lock().unwrap() = plan.keys();
        *self.workers.lock().unwrap() = plan.workers();
        assert_eq!(plan.len(), plan.keys().len());
        while let Some(task) = plan.next() {
            self.ran.lock().unwrap().push(task.key().clone());
            task.run();
        }
    }
}

fn tree(depth: u32, leaf: &mut i64) -> Delayed<i64> {
    if depth == 0 {
        *leaf += 1;
        return number(*leaf);
    }
    let parts = vec![tree(depth - 1, leaf), tree(depth - 1, leaf)];
    total(parts)
}

#[test]
fn keys_are_in_the_order_one_thread_runs_them() {
    within(|| {
        let notes = Arc::new(Notes::default());
        let root = tree(5, &mut 0);
        assert_eq!(root.compute().on(notes.clone()).wait().unwrap(), 32 * 33 / 2);
        let (said, ran) = (notes.said.lock().unwrap(), notes.ran.lock().unwrap());
        assert_eq!(*said, *ran);
        assert_eq!(said.len(), 63);
        assert_eq!(said.last(), Some(&root.key()));
    });
}

#[test]
fn tasks_say_key_name_and_kind() {
    type Seen = Arc<Mutex<Vec<(Key, String, Kind)>>>;
    struct Says(Seen);
    impl Executor for Says {
        fn execute(&self, plan: Plan) {
            while let Some(task) = plan.next() {
                self.0.lock().unwrap().push((task.key().clone(), task.name().to_string(), task.kind()));
                task.run();
            }
        }
    }
    within(|| {
        let seen = Seen::default();
        let (a, b) = (number(1), napped(number(1)));
        let c = blocked(&b);
        c.compute().on(Says(seen.clone())).wait().unwrap();
        let wanted =
            [(a.key(), "number", Kind::Cpu), (b.key(), "napped", Kind::Async), (c.key(), "blocked", Kind::Blocking)];
        assert_eq!(*seen.lock().unwrap(), wanted.map(|(key, name, kind)| (key, name.to_string(), kind)));
    });
}

#[test]
fn workers_is_what_the_computation_said() {
    within(|| {
        let notes = Arc::new(Notes::default());
        inc(1).compute().on(notes.clone()).wait().unwrap();
        assert_eq!(*notes.workers.lock().unwrap(), None);
        inc(1).compute().workers(3).on(notes.clone()).wait().unwrap();
        assert_eq!(*notes.workers.lock().unwrap(), Some(3));
    });
}

#[test]
fn next_gives_nothing_after_the_end() {
    struct Asks;
    impl Executor for Asks {
        fn execute(&self, plan: Plan) {
            Serial.execute(plan.clone());
            assert!(plan.next().is_none());
            assert!(plan.next().is_none());
            let mut cx = Context::from_waker(Waker::noop());
            assert!(matches!(plan.poll_next(&mut cx), Poll::Ready(None)));
        }
    }
    within(|| assert_eq!(program().compute().on(Asks).wait().unwrap(), PROGRAM));
}

#[test]
fn one_waits_while_another_runs_the_only_task() {
    within(|| {
        let mut last = number(0);
        for _ in 0..1000 {
            last = inc(last);
        }
        assert_eq!(last.compute().on(Threads(8)).wait().unwrap(), 1000);
    });
}

#[test]
fn dropping_a_task_unrun_aborts() {
    struct Loses;
    impl Executor for Loses {
        fn execute(&self, plan: Plan) {
            plan.next().unwrap().run();
            drop(plan.next());
            assert!(plan.next().is_none());
        }
    }
    within(|| {
        let error = inc(inc(inc(1))).compute().on(Loses).wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor);
    });
}

#[test]
fn dropping_the_last_plan_aborts() {
    struct Never;
    impl Executor for Never {
        fn execute(&self, _: Plan) {}
    }
    struct Once;
    impl Executor for Once {
        fn execute(&self, plan: Plan) {
            let second = plan.clone();
            drop(plan);
            second.next().unwrap().run();
        }
    }
    within(|| {
        let error = inc(1).compute().on(Never).wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor);
        let error = inc(inc(1)).compute().on(Once).wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor);
    });
}

#[test]
fn dropping_the_last_plan_of_a_finished_run_does_not() {
    struct Exact;
    impl Executor for Exact {
        fn execute(&self, plan: Plan) {
            plan.next().unwrap().run();
            plan.next().unwrap().run();
        }
    }
    within(|| assert_eq!(inc(inc(1)).compute().on(Exact).wait().unwrap(), 3));
}

#[test]
fn abort_ends_the_run_and_says_why() {
    struct Refuses;
    impl Executor for Refuses {
        fn execute(&self, plan: Plan) {
            plan.abort("the cluster is on fire");
            assert!(plan.next().is_none());
            std::mem::forget(plan);
        }
    }
    within(|| {
        let error = inc(1).compute().on(Refuses).wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor);
        assert!(error.to_string().contains("the cluster is on fire"), "{error}");
    });
}

#[test]
fn one_given_to_two_runtimes_runs_each_task_once() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    struct Both(Runtime, Runtime);
    impl Executor for Both {
        fn execute(&self, plan: Plan) {
            self.0.execute(plan.clone());
            self.1.execute(plan);
        }
    }
    #[delayed]
    fn counted(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    within(|| {
        for _ in 0..20 {
            let all: Vec<_> = (0..500).map(counted).collect();
            let result = total(all).compute().on(Both(runtime(2), runtime(2))).wait();
            assert_eq!(result.unwrap(), 500 * 499 / 2);
            assert_eq!(RUNS.swap(0, SeqCst), 500);
        }
    });
}

#[test]
fn one_begun_by_hand_is_finished_by_a_runtime() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    struct Begins(Runtime);
    impl Executor for Begins {
        fn execute(&self, plan: Plan) {
            plan.next().unwrap().run();
            self.0.execute(plan);
        }
    }
    #[delayed]
    fn counted(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    within(|| {
        let all: Vec<_> = (0..10).map(counted).collect();
        assert_eq!(total(all).compute().on(Begins(runtime(2))).wait().unwrap(), 45);
        assert_eq!(RUNS.load(SeqCst), 10);
    });
}

#[test]
fn poll_next_keeps_one_waker_of_who_polls_often() {
    struct Quiet;
    impl Wake for Quiet {
        fn wake(self: Arc<Self>) {}
    }
    struct Polls(Arc<AtomicUsize>);
    impl Executor for Polls {
        fn execute(&self, plan: Plan) {
            let quiet = Arc::new(Quiet);
            let waker = Waker::from(quiet.clone());
            let mut cx = Context::from_waker(&waker);
            let Poll::Ready(Some(task)) = plan.poll_next(&mut cx) else { panic!("the first is ready") };
            for _ in 0..1000 {
                assert!(plan.poll_next(&mut cx).is_pending());
            }
            self.0.store(Arc::strong_count(&quiet), SeqCst);
            task.run();
            Serial.execute(plan);
        }
    }
    within(|| {
        let wakers = Arc::new(AtomicUsize::new(0));
        assert_eq!(inc(inc(1)).compute().on(Polls(wakers.clone())).wait().unwrap(), 3);
        assert!(wakers.load(SeqCst) < 10, "{} of one waker", wakers.load(SeqCst));
    });
}

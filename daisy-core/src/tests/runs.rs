//! Runs without a runtime: executors as a user writes them. Small, so that Miri can follow.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use crate::args::Args;
use crate::argument::Argument;
use crate::call::{Outcome, call};
use crate::error::{ErrorKind, Result};
use crate::operation::Spec;
use crate::{Delayed, Executor, Plan, opaque, value};

pub(super) struct Serial;

impl Executor for Serial {
    fn execute(&self, plan: Plan) {
        while let Some(task) = plan.next() {
            task.run();
        }
    }
}

pub(super) struct Threads(pub(super) usize);

impl Executor for Threads {
    fn execute(&self, plan: Plan) {
        for _ in 0..self.0 {
            let plan = plan.clone();
            std::thread::spawn(move || Serial.execute(plan));
        }
    }
}

/// Computes on both executors; they must agree.
pub(super) fn compute<T: crate::Data + Clone + PartialEq + std::fmt::Debug>(handle: &Delayed<T>) -> T {
    let serial = handle.compute().on(Serial).wait().expect("it does not fail");
    let threads = handle.compute().on(Threads(2)).wait().expect("it does not fail");
    assert_eq!(serial, threads);
    serial
}

fn fib(n: u64) -> Delayed<u64> {
    if n < 2 { value(n) } else { value(n).and_then(|&n| fib(n - 1) + fib(n - 2)) }
}

/// Counts how many are alive.
#[derive(Debug)]
pub(super) struct Counted(Arc<AtomicUsize>);

impl Counted {
    pub(super) fn new(alive: &Arc<AtomicUsize>) -> Counted {
        alive.fetch_add(1, SeqCst);
        Counted(alive.clone())
    }
}

impl Clone for Counted {
    fn clone(&self) -> Counted {
        Counted::new(&self.0)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

/// How many are alive once it has taken `counted` by value.
pub(super) fn taken(counted: Delayed<Vec<Counted>>, alive: Delayed<Arc<AtomicUsize>>) -> Delayed<usize> {
    fn take(args: &Args<'_>) -> Outcome<usize> {
        let _taken = args.take::<Vec<Counted>>(0);
        Outcome::done(args.get::<Arc<AtomicUsize>>(1).load(SeqCst))
    }
    const SPEC: &Spec = &Spec::new("taken", "taken", "", "", 0, 0);
    call(SPEC, take, [counted.into_input(), alive.into_input()])
}

/// Its input, at the third try.
pub(super) fn third_time(number: Delayed<u64>) -> Delayed<u64> {
    fn try_again(args: &Args<'_>) -> Outcome<u64> {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        let number = args.take::<u64>(0);
        Outcome::result(if TRIES.fetch_add(1, SeqCst) % 3 == 2 { Ok(number) } else { Err("again") })
    }
    const SPEC: &Spec = &Spec::new("third_time", "third_time", "", "", 0, 0).retries(2);
    call(SPEC, try_again, [number.into_input()])
}

#[test]
fn small_and_large_results_pass_from_task_to_task() {
    let word = value(String::from("daisy")).map(|word| word.to_uppercase());
    let words = word.map(|word| [word.clone(), word.clone()]);
    assert_eq!(compute(&words.map(|[a, b]| format!("{a}{b}"))), "DAISYDAISY");
    assert_eq!(compute(&(value([1u64; 9]).map(|all| all.map(|x| x + 1)).map(|all| all.iter().sum::<u64>()) + 1)), 19);
}

#[test]
fn a_result_read_by_value_and_by_reference_survives_both() {
    let a = value(3u64).map(|x| x + 1);
    assert_eq!(compute(&((&a + &a) * (&a + a.map(|a| a * 10)))), 8 * 44);
}

#[test]
fn a_graph_that_grows_runs_on_in_its_place() {
    assert_eq!(compute(&fib(12)), 144);
    assert_eq!(compute(&(fib(6) + fib(6).and_then(|&n| fib(n)))), 8 + 21);
}

#[test]
fn every_result_is_dropped_once() {
    let alive = Arc::new(AtomicUsize::new(0));
    let source = opaque(alive.clone()).map(Counted::new);
    let both = (source.map(Clone::clone), source.map(|counted| vec![counted.clone()]));
    let kept = crate::compute((both.0.shared(), both.1.shared(), both.0.shared())).on(Threads(2)).wait();
    let kept = kept.expect("it does not fail");
    assert!(Arc::ptr_eq(&kept.0, &kept.2));
    drop(kept);
    // The thread that ran the last task may still hold the run.
    while alive.load(SeqCst) > 0 {
        std::thread::yield_now();
    }
}

#[test]
fn failures_stop_and_attempts_go_on() {
    fn fail(_: &u64) -> std::result::Result<u64, String> {
        Err("no".into())
    }
    let failed = value(1u64).map(fail).flatten();
    let error = (&failed + 1).compute().on(Threads(2)).wait().expect_err("it fails");
    assert_eq!(error.kind(), ErrorKind::Failed);
    let names: Vec<&str> = error.path().iter().map(|task| task.name()).collect();
    assert_eq!(names, ["flatten", "add"]);
    let attempted = (failed + 1).attempt().map(Result::is_err);
    assert!(compute(&attempted));
}

#[test]
fn a_panic_is_an_error() {
    let panics = value(1u64).map(|_| -> u64 { panic!("on purpose") });
    let error = panics.compute().on(Serial).wait().expect_err("it panics");
    assert_eq!(error.kind(), ErrorKind::Panicked);
    assert!(error.to_string().contains("on purpose"));
}

#[test]
fn what_waits_for_itself_fails() {
    fn itself() -> Delayed<u64> {
        value(0u64).and_then(|_| itself())
    }
    let error = itself().compute().on(Serial).wait().expect_err("it never ends");
    assert!(error.to_string().contains("waits for its own result"));
    assert!(compute(&itself().attempt().map(Result::is_err)));
}

#[test]
fn a_plan_dropped_early_aborts_its_run() {
    struct Forgetful;
    impl Executor for Forgetful {
        fn execute(&self, plan: Plan) {
            let _ = plan.next();
        }
    }
    let error = value(1u64).map(|x| x + 1).compute().on(Forgetful).wait().expect_err("nobody runs it");
    assert_eq!(error.kind(), ErrorKind::Executor);
}

/// A result that is passed on, twice, to readers that borrow it, take it and ask for it.
#[test]
fn a_result_passed_on_is_the_result() {
    fn large(n: u64) -> Delayed<[u64; 4]> {
        value(n).map(|n| [*n; 4])
    }
    let [a, b] = crate::wait_on(crate::wait_on([large(1), large(2)]));
    let read = crate::bind(a.map(|a| a[3]), b.clone());
    const SPEC: &Spec = &Spec::new("owned", "owned", "", "", 0, 0);
    let owned = call(SPEC, |args: &Args<'_>| Outcome::done(args.take::<[u64; 4]>(0)), [b.into_input()]);
    assert_eq!(compute(&read), 1);
    for executor in [1, 3] {
        let all = (a.shared(), owned.clone(), a.clone());
        let (shared, owned, again) = crate::compute(all).on(Threads(executor)).wait().expect("it does not fail");
        assert_eq!((*shared, owned, again), ([1; 4], [2; 4], [1; 4]));
    }
}

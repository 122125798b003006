//! Fusion while it runs: what observers see, what fails, what else may name a fused task.

use std::future::Future;
use std::ops::Add;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};

use super::runs::{Serial, Threads, compute};
use crate::choice::choose;
use crate::error::{ErrorKind, Result};
use crate::{Delayed, Ended, Finished, Key, Observer, Outcome, Plan, Started, opaque, value};

/// A source that is no operator.
fn number(n: u64) -> Delayed<u64> {
    value(n).map(|n| *n)
}

/// The names of each task with those that ran as part of it, how it ended, and the counts of plan and run.
#[derive(Default)]
struct Log(Mutex<(Vec<String>, Vec<usize>)>);

impl Observer for Log {
    fn plan(&self, plan: &Plan) {
        assert_eq!(plan.keys().len(), plan.len());
        self.0.lock().expect("no panic").1.push(plan.len());
    }

    fn task_started(&self, task: &Started<'_>) {
        assert_eq!(task.fused.iter().count(), task.fused.len());
        assert_eq!(task.fused.iter().next().is_none(), task.fused.is_empty());
    }

    fn task_ended(&self, task: &Ended<'_>) {
        let fused: Vec<&str> = task.fused.iter().map(|(_, name)| name).collect();
        let outcome = match task.outcome {
            Outcome::Done => "",
            Outcome::Failed(_) => " failed",
            Outcome::Cancelled => " cancelled",
        };
        self.0.lock().expect("no panic").0.push(format!("{}[{}]{outcome}", task.name, fused.join(" ")));
    }

    fn finished(&self, run: &Finished<'_>) {
        self.0.lock().expect("no panic").1.push(run.tasks);
    }
}

/// What an observer sees, tasks in the order of a serial run, and the counts of plan and run.
fn seen<T: crate::Data>(handle: &Delayed<T>, optimize: bool) -> (Vec<String>, Vec<usize>) {
    let log = Arc::new(Log::default());
    let _ = handle.compute_shared().keep_going().optimize(optimize).observe(log.clone()).on(Serial).wait();
    let log = log.0.lock().expect("no panic");
    log.clone()
}

#[test]
fn a_tree_of_operators_is_one_task() {
    let (a, b) = (number(1), number(2));
    let tree = (&a + &b) * (&a - 1) + 5;
    assert_eq!(compute(&tree), 5);
    let (tasks, counts) = seen(&tree, true);
    assert_eq!(tasks, ["map[]", "map[]", "add[add sub mul]"]);
    assert_eq!(counts, [3, 3]);
    let (tasks, counts) = seen(&tree, false);
    assert_eq!((tasks.len(), counts), (6, vec![6, 6]));
    assert_eq!(tree.graph().len(), 6);
}

#[test]
fn operators_run_as_part_of_functions_and_choices() {
    let a = number(3);
    let named = (&a + 1).map(|n| n * 2);
    let choice = choose(named.map(|n| *n > 1) & true, number(1), number(2));
    assert_eq!(compute(&choice), 1);
    assert_eq!(seen(&choice, true).0, ["map[]", "map[add]", "map[]", "choose[bitand]", "map[]"]);
}

#[test]
fn a_failure_names_the_member() {
    let zero = number(0);
    let tree = (number(1) + 1) / &zero + number(7);
    let error = tree.map(|n| n + 1).compute().on(Threads(2)).wait().expect_err("it divides by zero");
    assert_eq!(error.kind(), ErrorKind::Panicked);
    assert_eq!(error.task().expect("a task").name(), "div");
    assert_eq!(error.path().iter().map(|task| task.name()).collect::<Vec<_>>(), ["div", "add", "map"]);
    assert!(compute(&tree.attempt().map(Result::is_err)));
    assert_eq!(seen(&tree, true).0.last().expect("a task"), "add[add div] failed");
    assert_eq!(seen(&tree.attempt(), true).0.last().expect("a task"), "attempt[add div add]");
}

#[test]
fn all_failures_of_a_unit_are_told() {
    let zero = number(0);
    let tree = (number(1) / &zero) + (number(2) % &zero);
    let error = tree.compute().keep_going().on(Serial).wait().expect_err("it divides by zero twice");
    let mut names: Vec<&str> = error.failures().iter().map(|error| error.task().expect("a task").name()).collect();
    names.sort_unstable();
    assert_eq!(names, ["div", "rem"]);
    let error = tree.compute().on(Serial).wait().expect_err("it divides by zero once");
    assert_eq!(error.failures().len(), 1);
}

#[test]
fn what_only_one_unit_reads_is_part_of_it() {
    let (a, zero) = (number(3), number(0));
    let b = &a + 1;
    let tree = |b: &Delayed<u64>| (b * b - b / 2) * b;
    assert_eq!(compute(&tree(&b)), 56);
    assert_eq!(seen(&tree(&b), true).0, ["map[]", "mul[add mul div sub]"]);
    // What it fails is told once, in the unit or before it starts.
    let failing = tree(&(&b / &zero));
    let error = failing.compute().keep_going().on(Threads(2)).wait().expect_err("it divides by zero");
    assert_eq!(error.failures().len(), 1);
    assert_eq!(error.path().iter().map(|task| task.name()).collect::<Vec<_>>(), ["div", "mul"]);
    assert_eq!(seen(&failing, true).0, ["map[]", "map[]", "mul[add div mul div sub] failed"]);
    let failed = number(1).map(|_| -> u64 { panic!("on purpose") });
    assert_eq!(seen(&tree(&failed), true).0, ["map[]", "map[] failed"]);
    assert_eq!(tree(&failed).compute().on(Serial).wait().expect_err("it panics").path().len(), 2);
    // Only what needs the failure does not run.
    let both = tree(&(&b / &zero)).attempt().map(Result::is_err) & tree(&b).map(|n| *n == 56);
    assert!(compute(&both));
}

#[test]
fn what_an_input_fails_does_not_run() {
    let failed = number(1).map(|_| -> u64 { panic!("on purpose") });
    let unit = -(value(1i64) + &failed.map(|n| *n as i64)) - 2;
    assert_eq!(unit.compute().on(Serial).wait().expect_err("it panics").path().len(), 5);
    assert_eq!(seen(&unit, true).0, ["map[]", "map[] failed"]);
    // The other side of the tree runs all the same if the run keeps going.
    let unit = (&failed + 1) * (number(2) + 3);
    assert_eq!(seen(&unit, true).0, ["map[]", "map[] failed", "map[]", "mul[add add] failed"]);
    assert!(compute(&unit.attempt().map(Result::is_err)));
}

#[test]
fn a_graph_that_grows_may_name_a_member() {
    let (a, b) = (number(1), number(2));
    let member = &a + &b;
    let read = (member.clone() * 2).map(|n| n + 1);
    let named = number(5).and_then(move |_| member.clone() + 100);
    assert_eq!(compute(&(read + named)), 7 + 103);

    // One that several read.
    let member = &a + &b;
    let (read, again) = (&member * &member - &member, member.clone());
    assert_eq!(compute(&(read.map(|n| n + 1) + number(5).and_then(move |_| &again + 100))), 7 + 103);

    // One that its own head grows, when it has gone.
    let member = &a + 7;
    let again = member.clone();
    assert_eq!(compute(&(member * 2).and_then(move |n| &again + *n)), 8 + 16);
}

#[test]
fn members_run_once_whatever_becomes_of_their_head() {
    #[derive(Clone, Copy)]
    struct Num(&'static AtomicUsize, u64);
    impl Add for Num {
        type Output = Num;
        fn add(self, other: Num) -> Num {
            self.0.fetch_add(1, SeqCst);
            Num(self.0, self.1 + other.1)
        }
    }
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let sum = opaque(Num(&RUNS, 1)).map(|n| *n) + opaque(Num(&RUNS, 2)).map(|n| *n);
    let head = super::runs::third_time(sum.map(|n| n.1) + 1);
    assert_eq!(compute(&head), 4);
    assert_eq!(RUNS.load(SeqCst), 2, "once a run");
}

#[test]
fn a_run_is_given_up_between_members() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    static GATE: Mutex<Option<(mpsc::Sender<()>, mpsc::Receiver<()>)>> = Mutex::new(None);
    #[derive(Clone, Copy)]
    struct Num;
    impl Add<u64> for Num {
        type Output = Num;
        fn add(self, _: u64) -> Num {
            if RUNS.fetch_add(1, SeqCst) == 9 {
                let (reached, go_on) = GATE.lock().expect("no panic").take().expect("it is there once");
                drop(reached);
                let _ = go_on.recv();
            }
            self
        }
    }
    let ((reached, is_reached), (go, go_on)) = (mpsc::channel(), mpsc::channel());
    *GATE.lock().expect("no panic") = Some((reached, go_on));
    let chain = (0..100u64).fold(opaque(Num).map(|n| *n), |last, n| last + n);
    let mut computation = Box::pin(chain.compute().on(Threads(1)));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(computation.as_mut().poll(&mut cx).is_pending());
    let _ = is_reached.recv();
    drop(computation);
    drop(go);
    std::thread::sleep(std::time::Duration::from_millis(50));
    assert_eq!(RUNS.load(SeqCst), 10);
}

#[test]
fn keys_asked_for_stay() {
    let a = number(1);
    let (b, c) = (&a + 1, &a + 2);
    let both = &b + &c;
    let keys: Vec<Key> = [&b, &both].map(Delayed::key).to_vec();
    let kept = crate::persist((b, both)).on(Serial).wait().expect("it does not fail");
    assert_eq!([kept.0.key(), kept.1.key()].to_vec(), keys);
    assert_eq!(compute(&(kept.0 + kept.1)), 2 + 5);
}

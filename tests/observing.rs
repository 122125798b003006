//! What an observer hears of a run, and in which order.

use daisy::prelude::*;
use daisy::{Ended, Executor, Finished, Inline, Key, Observer, Outcome, Plan, Runtime, Started};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// Runs what might hang on a thread of its own, and gives up on it after half a minute.
fn within<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, finished) = mpsc::channel();
    let thread = thread::spawn(move || drop(done.send(work())));
    match finished.recv_timeout(Duration::from_secs(30)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after 30 s"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(thread.join().expect_err("it sent nothing"))
        }
    }
}

fn runtime(workers: usize) -> Runtime {
    Runtime::builder().workers(workers).build().unwrap()
}

struct Serial;

impl Executor for Serial {
    fn execute(&self, plan: Plan) {
        while let Some(task) = plan.next() {
            task.run()
        }
    }
}

struct Threads(usize);

impl Executor for Threads {
    fn execute(&self, plan: Plan) {
        for _ in 0..self.0 {
            let plan = plan.clone();
            thread::spawn(move || Serial.execute(plan));
        }
    }
}

fn every_executor() -> Vec<(Arc<dyn Executor>, usize)> {
    vec![
        (Arc::new(Inline), 1),
        (Arc::new(runtime(1)), 1),
        (Arc::new(runtime(3)), 3),
        (Arc::new(Serial), 1),
        (Arc::new(Threads(4)), 4),
    ]
}

#[derive(Clone, Debug, PartialEq)]
enum Event {
    Plan { tasks: usize },
    Started { key: Key, name: String, worker: usize },
    Ended { key: Key, name: String, worker: usize, outcome: &'static str },
    Finished { tasks: usize, outcome: &'static str },
}

/// Writes everything down.
#[derive(Default)]
struct Log(Mutex<Vec<Event>>);

fn word(outcome: Outcome<'_>) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Failed(_) => "failed",
        Outcome::Cancelled => "cancelled",
        _ => "another",
    }
}

impl Log {
    fn add(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }

    fn events(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    /// Checks what holds for every run whatever became of it, and gives the tasks: their worker and outcome.
    fn checked(&self) -> HashMap<Key, (usize, &'static str)> {
        let events = self.events();
        let Some((Event::Plan { .. }, rest)) = events.split_first() else { panic!("the plan comes first: {events:?}") };
        let Some((Event::Finished { .. }, rest)) = rest.split_last() else { panic!("the end comes last: {events:?}") };
        let mut running = HashMap::new();
        let mut ended = HashMap::new();
        for event in rest {
            match event {
                Event::Started { key, name, worker } => {
                    let fresh = running.insert(key.clone(), (name, worker)).is_none() && !ended.contains_key(key);
                    assert!(fresh, "{name} started twice: {events:?}");
                }
                Event::Ended { key, name, worker, outcome } => {
                    assert_eq!(running.remove(key), Some((name, worker)), "ended as it started: {events:?}");
                    ended.insert(key.clone(), (*worker, *outcome));
                }
                _ => panic!("plan and end come once: {events:?}"),
            }
        }
        assert!(running.is_empty(), "every start has an end: {events:?}");
        ended
    }

    fn end(&self) -> (usize, &'static str) {
        match self.events().last() {
            Some(Event::Finished { tasks, outcome }) => (*tasks, outcome),
            other => panic!("{other:?}"),
        }
    }
}

impl Observer for Log {
    fn plan(&self, plan: &Plan) {
        self.add(Event::Plan { tasks: plan.len() });
    }

    fn task_started(&self, task: &Started<'_>) {
        let (key, name) = (task.key.clone(), task.name.to_string());
        self.add(Event::Started { key, name, worker: task.worker });
    }

    fn task_ended(&self, task: &Ended<'_>) {
        let (key, name, outcome) = (task.key.clone(), task.name.to_string(), word(task.outcome));
        self.add(Event::Ended { key, name, worker: task.worker, outcome });
    }

    fn finished(&self, run: &Finished<'_>) {
        self.add(Event::Finished { tasks: run.tasks, outcome: word(run.outcome) });
    }
}

#[delayed]
fn number(n: i64) -> i64 {
    n
}

#[delayed]
fn inc(x: i64) -> i64 {
    x + 1
}

#[delayed]
fn total(items: &[i64]) -> i64 {
    items.iter().sum()
}

#[delayed]
fn refused(n: i64) -> Result<i64, String> {
    Err(format!("not {n}"))
}

/// 21 tasks.
fn program() -> Delayed<i64> {
    total((0..10).map(|n| inc(number(n))).collect::<Vec<_>>())
}

#[test]
fn the_events_of_a_chain_in_order() {
    within(|| {
        let (a, b) = (number(1), inc(number(1)));
        let log = Arc::new(Log::default());
        b.compute().observe(log.clone()).on(Inline).wait().unwrap();
        let started =
            |handle: &Delayed<i64>| Event::Started { key: handle.key(), name: handle.name().to_string(), worker: 0 };
        let ended = |handle: &Delayed<i64>| {
            let name = handle.name().to_string();
            Event::Ended { key: handle.key(), name, worker: 0, outcome: "done" }
        };
        let wanted = [
            Event::Plan { tasks: 2 },
            started(&a),
            ended(&a),
            started(&b),
            ended(&b),
            Event::Finished { tasks: 2, outcome: "done" },
        ];
        assert_eq!(log.events(), wanted);
    });
}

#[test]
fn every_task_starts_and_ends_once_between_plan_and_end() {
    within(|| {
        for (executor, _) in every_executor() {
            let log = Arc::new(Log::default());
            let program = program();
            program.compute().observe(log.clone()).on(executor).wait().unwrap();
            let tasks = log.checked();
            assert_eq!(tasks.keys().cloned().collect::<HashSet<_>>(), program.graph().keys().collect());
            assert!(tasks.values().all(|(_, outcome)| *outcome == "done"));
            assert_eq!(log.end(), (21, "done"));
            assert_eq!(log.events()[0], Event::Plan { tasks: 21 });
        }
    });
}

#[test]
fn a_task_starts_after_its_inputs_ended() {
    within(|| {
        for (executor, _) in every_executor() {
            let log = Arc::new(Log::default());
            let program = program();
            program.compute().observe(log.clone()).on(executor).wait().unwrap();
            let mut ended = HashSet::new();
            for event in log.events() {
                match event {
                    Event::Started { key, .. } => {
                        let inputs = program.graph().node(&key).unwrap().inputs();
                        assert!(inputs.iter().all(|node| node.is_constant() || ended.contains(&node.key())));
                    }
                    Event::Ended { key, .. } => drop(ended.insert(key)),
                    _ => {}
                }
            }
        }
    });
}

#[test]
fn workers_count_from_zero_to_their_number() {
    within(|| {
        for (executor, workers) in every_executor() {
            let log = Arc::new(Log::default());
            program().compute().observe(log.clone()).on(executor.clone()).wait().unwrap();
            let tasks = log.checked();
            assert!(tasks.values().all(|(worker, _)| *worker < workers), "{tasks:?}");
            assert!(tasks.values().any(|(worker, _)| *worker == 0), "{tasks:?}");
        }
    });
}

#[test]
fn workers_of_a_computation_bound_their_numbers() {
    within(|| {
        let log = Arc::new(Log::default());
        program().compute().workers(2).observe(log.clone()).on(runtime(4)).wait().unwrap();
        assert!(log.checked().values().all(|(worker, _)| *worker < 2));
    });
}

#[test]
fn each_worker_runs_one_cpu_task_at_a_time() {
    within(|| {
        for (executor, _) in every_executor() {
            let log = Arc::new(Log::default());
            program().compute().observe(log.clone()).on(executor).wait().unwrap();
            let mut busy = HashSet::new();
            for event in log.events() {
                match event {
                    Event::Started { worker, .. } => assert!(busy.insert(worker)),
                    Event::Ended { worker, .. } => assert!(busy.remove(&worker)),
                    _ => {}
                }
            }
        }
    });
}

#[test]
fn a_growing_graph_is_seen_as_it_grows() {
    #[delayed]
    fn down(n: i64) -> Delayed<i64> {
        if n == 0 { number(0) } else { inc(down(n - 1)) }
    }
    within(|| {
        for (executor, _) in every_executor() {
            let log = Arc::new(Log::default());
            assert_eq!(down(5).compute().observe(log.clone()).on(executor).wait().unwrap(), 5);
            let tasks = log.checked();
            // down(5) to down(0), five inc and the number.
            assert_eq!((tasks.len(), log.end()), (12, (12, "done")));
        }
    });
}

#[test]
fn a_run_of_nothing_has_a_plan_and_an_end() {
    within(|| {
        for (executor, _) in every_executor() {
            let log = Arc::new(Log::default());
            daisy::value(1i64).compute().observe(log.clone()).on(executor).wait().unwrap();
            let wanted = [Event::Plan { tasks: 0 }, Event::Finished { tasks: 0, outcome: "done" }];
            assert_eq!(log.events(), wanted);
        }
    });
}

#[test]
fn several_observers_all_hear_everything() {
    within(|| {
        let (one, two) = (Arc::new(Log::default()), Arc::new(Log::default()));
        let shared: Arc<dyn Observer> = two.clone();
        program().compute().observe(one.clone()).observe(shared).on(Inline).wait().unwrap();
        assert_eq!(one.events(), two.events());
        assert_eq!(one.checked().len(), 21);
    });
}

#[test]
fn each_computation_is_a_run_of_its_own() {
    within(|| {
        let log = Arc::new(Log::default());
        let handle = inc(1);
        handle.compute().observe(log.clone()).on(Inline).wait().unwrap();
        let once = log.events();
        handle.compute().observe(log.clone()).on(Inline).wait().unwrap();
        assert_eq!(log.events(), [once.clone(), once].concat());
    });
}

#[test]
fn persist_is_a_run_too() {
    within(|| {
        let log = Arc::new(Log::default());
        let held = inc(number(1)).persist().observe(log.clone()).wait().unwrap();
        assert_eq!(held.key(), inc(number(1)).key());
        assert_eq!((log.checked().len(), log.end()), (2, (2, "done")));
    });
}

#[test]
fn the_end_is_heard_before_the_result_is_out() {
    struct Slow(AtomicBool);
    impl Observer for Slow {
        fn finished(&self, _: &Finished<'_>) {
            thread::sleep(Duration::from_millis(20));
            self.0.store(true, SeqCst);
        }
    }
    within(|| {
        for (executor, _) in every_executor() {
            let slow = Arc::new(Slow(AtomicBool::new(false)));
            program().compute().observe(slow.clone()).on(executor.clone()).wait().unwrap();
            assert!(slow.0.load(SeqCst));

            let slow = Arc::new(Slow(AtomicBool::new(false)));
            assert!(refused(1).compute().observe(slow.clone()).on(executor).wait().is_err());
            assert!(slow.0.load(SeqCst));
        }
    });
}

#[test]
fn times_are_in_order() {
    #[derive(Default)]
    struct Times(Mutex<Vec<(Instant, Instant)>>, Mutex<Option<Duration>>);
    impl Observer for Times {
        fn task_ended(&self, task: &Ended<'_>) {
            self.0.lock().unwrap().push((task.started, task.ended));
        }
        fn finished(&self, run: &Finished<'_>) {
            *self.1.lock().unwrap() = Some(run.elapsed);
        }
    }
    within(|| {
        let times = Arc::new(Times::default());
        let before = Instant::now();
        program().compute().observe(times.clone()).on(Inline).wait().unwrap();
        let after = Instant::now();
        let mut last = before;
        for (started, ended) in times.0.lock().unwrap().iter() {
            assert!(last <= *started && started <= ended);
            last = *ended;
        }
        assert!(last <= after);
        assert!(times.1.lock().unwrap().unwrap() <= after - before);
    });
}

mod failures {
    use super::*;

    #[test]
    fn are_the_outcome_of_the_task_and_of_the_run() {
        within(|| {
            for (executor, _) in every_executor() {
                let log = Arc::new(Log::default());
                let (a, b) = (number(1), refused(number(1)));
                let c = inc(&b);
                assert!(c.compute().observe(log.clone()).on(executor).wait().is_err());
                let tasks = log.checked();
                assert_eq!(tasks.len(), 2);
                assert_eq!(tasks[&a.key()].1, "done");
                assert_eq!(tasks[&b.key()].1, "failed");
                assert_eq!(log.end().1, "failed");
            }
        });
    }

    #[test]
    fn give_the_error() {
        #[derive(Default)]
        struct Errors(Mutex<Vec<String>>);
        impl Observer for Errors {
            fn task_ended(&self, task: &Ended<'_>) {
                if let Outcome::Failed(error) = task.outcome {
                    self.0.lock().unwrap().push(error.task().unwrap().name().to_string());
                }
            }
            fn finished(&self, run: &Finished<'_>) {
                if let Outcome::Failed(error) = run.outcome {
                    self.0.lock().unwrap().push(error.task().unwrap().name().to_string());
                }
            }
        }
        within(|| {
            let errors = Arc::new(Errors::default());
            assert!(inc(refused(1)).compute().observe(errors.clone()).on(Inline).wait().is_err());
            assert_eq!(*errors.0.lock().unwrap(), ["refused", "refused"]);
        });
    }

    #[test]
    fn under_attempt_are_not_the_outcome_of_the_run() {
        within(|| {
            let log = Arc::new(Log::default());
            let lost = refused(1);
            let tried = lost.attempt();
            assert!(tried.compute().observe(log.clone()).on(Inline).wait().unwrap().is_err());
            assert_eq!(log.end().1, "done");
            log.checked();
        });
    }

    #[test]
    fn leave_no_task_without_an_end() {
        static MEET: std::sync::Barrier = std::sync::Barrier::new(3);
        #[delayed]
        fn meets(n: i64) -> i64 {
            MEET.wait();
            n
        }
        #[delayed]
        fn fails() -> Result<i64, String> {
            MEET.wait();
            Err("after all have started".into())
        }
        within(|| {
            let log = Arc::new(Log::default());
            let all = daisy::compute((meets(1), fails(), meets(2)));
            assert!(all.observe(log.clone()).on(runtime(3)).wait().is_err());
            assert_eq!(log.checked().len(), 3);
        });
    }

    #[test]
    fn by_timeout_end_everything_that_started() {
        #[delayed]
        async fn forever(x: i64) -> i64 {
            std::future::pending::<()>().await;
            x
        }
        within(|| {
            for (executor, _) in every_executor() {
                let log = Arc::new(Log::default());
                let run = inc(forever(number(1))).compute().timeout(Duration::from_secs(1));
                assert!(run.observe(log.clone()).on(executor).wait().is_err());
                let tasks = log.checked();
                assert_eq!(tasks[&number(1).key()].1, "done");
                assert_eq!(tasks[&forever(number(1)).key()].1, "cancelled");
                assert_eq!(tasks.len(), 2);
                assert_ne!(log.end().1, "done");
            }
        });
    }

    #[test]
    fn of_the_executor_are_the_outcome_of_the_run() {
        struct Refuses;
        impl Executor for Refuses {
            fn execute(&self, plan: Plan) {
                plan.next().unwrap().run();
                plan.abort("enough");
            }
        }
        within(|| {
            let log = Arc::new(Log::default());
            assert!(inc(number(1)).compute().observe(log.clone()).on(Refuses).wait().is_err());
            assert_eq!(log.checked().len(), 1);
            assert_eq!(log.end(), (1, "failed"));
        });
    }
}

mod the_plan_an_observer_gets {
    use super::*;

    /// Tries to run and to stop what it may only see, and keeps it.
    #[derive(Default)]
    struct Meddles {
        kept: Mutex<Option<Plan>>,
        tasks: AtomicUsize,
    }

    impl Observer for Meddles {
        fn plan(&self, plan: &Plan) {
            assert!(plan.next().is_none());
            plan.abort("by a spectator");
            self.tasks.store(plan.len(), SeqCst);
            *self.kept.lock().unwrap() = Some(plan.clone());
        }

        fn task_started(&self, _: &Started<'_>) {
            let kept = self.kept.lock().unwrap();
            let plan = kept.as_ref().expect("`plan` came first and did not panic");
            assert!(plan.next().is_none());
            plan.abort("by a spectator");
        }
    }

    #[test]
    fn runs_and_stops_nothing() {
        within(|| {
            for (executor, _) in every_executor() {
                let meddles = Arc::new(Meddles::default());
                let run = program().compute().observe(meddles.clone()).on(executor);
                assert_eq!(run.wait().unwrap(), 55);
                assert_eq!(meddles.tasks.load(SeqCst), 21);
                assert!(meddles.kept.lock().unwrap().as_ref().unwrap().next().is_none());
            }
        });
    }

    #[test]
    fn shows_keys_and_workers() {
        #[derive(Default)]
        struct Shows(Mutex<(Vec<Key>, Option<usize>)>);
        impl Observer for Shows {
            fn plan(&self, plan: &Plan) {
                *self.0.lock().unwrap() = (plan.keys(), plan.workers());
            }
        }
        within(|| {
            let (shows, log) = (Arc::new(Shows::default()), Arc::new(Log::default()));
            let run = program().compute().workers(1).observe(shows.clone()).observe(log.clone());
            run.on(Inline).wait().unwrap();
            let order: Vec<_> = log
                .events()
                .into_iter()
                .filter_map(|event| match event {
                    Event::Started { key, .. } => Some(key),
                    _ => None,
                })
                .collect();
            assert_eq!(*shows.0.lock().unwrap(), (order, Some(1)));
        });
    }

    #[test]
    fn does_not_keep_the_run_alive() {
        struct Never;
        impl Executor for Never {
            fn execute(&self, _: Plan) {}
        }
        within(|| {
            let meddles = Arc::new(Meddles::default());
            let error = program().compute().observe(meddles.clone()).on(Never).wait().unwrap_err();
            assert_eq!(error.kind(), daisy::ErrorKind::Executor);
            assert!(meddles.kept.lock().unwrap().is_some());
        });
    }
}

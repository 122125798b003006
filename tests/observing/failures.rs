//! What is heard of failures.

use crate::common::executors::{every_executor, runtime};
use crate::common::functions::{inc, number};
use crate::common::observers::Log;
use crate::common::watch::within;
use crate::refused;
use daisy::prelude::*;
use daisy::{Ended, Executor, Finished, Inline, Observer, Outcome, Plan};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[test]
fn are_the_outcome_of_the_task_and_of_the_run() {
    within(|| {
        for executor in every_executor() {
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
        let (first, second) = (number(1), forever(number(1)));
        for executor in every_executor() {
            // Longer and longer, until the second had started in time.
            let mut limit = Duration::from_millis(50);
            loop {
                let log = Arc::new(Log::default());
                let run = inc(&second).compute().timeout(limit).observe(log.clone());
                assert!(run.on(executor.clone()).wait().is_err());
                let tasks = log.checked();
                assert_ne!(log.end().1, "done");
                if let Some((_, outcome)) = tasks.get(&second.key()) {
                    assert_eq!((tasks.len(), *outcome, tasks[&first.key()].1), (2, "cancelled", "done"));
                    break;
                }
                limit *= 2;
            }
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

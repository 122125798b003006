//! Observers that give up the run they observe.

use crate::common::executors::{Serial, runtime};
use crate::common::functions::inc;
use crate::common::watch::{wait_until, within};
use daisy::prelude::*;
use daisy::{Computation, Ended, ErrorKind, Executor, Observer, Plan, Started};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

#[test]
fn by_abort_of_the_executors_plan() {
    /// Has the plan of the executor, not that of an observer.
    #[derive(Default)]
    struct Budget {
        plan: Mutex<Option<Plan>>,
        spent: AtomicUsize,
    }
    struct Limited(Arc<Budget>);
    impl Executor for Limited {
        fn execute(&self, plan: Plan) {
            *self.0.plan.lock().unwrap() = Some(plan.clone());
            Serial.execute(plan);
        }
    }
    impl Observer for Budget {
        fn task_started(&self, _: &Started<'_>) {
            if self.spent.fetch_add(1, SeqCst) == 2 {
                let plan = self.plan.lock().unwrap().take();
                plan.unwrap().abort("over budget");
            }
        }
    }
    within(|| {
        let budget = Arc::new(Budget::default());
        let run = inc(inc(inc(inc(1)))).compute().observe(budget.clone()).on(Limited(budget.clone()));
        let error = run.wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor);
        assert!(error.to_string().contains("over budget"), "{error}");
        assert_eq!(budget.spent.load(SeqCst), 3);
    });
}

#[test]
fn by_dropping_the_computation() {
    static GO: AtomicBool = AtomicBool::new(false);
    #[derive(Default)]
    struct Stops {
        run: Mutex<Option<Pin<Box<Computation<i64>>>>>,
        dropped: AtomicBool,
    }
    impl Observer for Stops {
        fn task_ended(&self, _: &Ended<'_>) {
            let run = self.run.lock().unwrap().take();
            drop(run);
            self.dropped.store(true, SeqCst);
        }
    }
    #[delayed]
    fn waits() -> i64 {
        wait_until(|| GO.load(SeqCst));
        1
    }
    within(|| {
        let pool = runtime(1);
        let stops = Arc::new(Stops::default());
        let mut run = Box::pin(inc(waits()).compute().on(&pool).observe(stops.clone()));
        assert!(run.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        *stops.run.lock().unwrap() = Some(run);
        GO.store(true, SeqCst);
        wait_until(|| stops.dropped.load(SeqCst));
        assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
    });
}

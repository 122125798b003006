//! An observer that panics harms nobody else.

use crate::common::executors::every_executor;
use crate::common::functions::inc;
use crate::common::observers::Log;
use crate::common::watch::within;
use daisy::{Ended, Finished, Inline, Observer, Plan, Started};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

struct Panics(&'static str);

impl Panics {
    fn at(&self, event: &str) {
        assert_ne!(self.0, event, "the observer panics on purpose");
    }
}

impl Observer for Panics {
    fn plan(&self, _: &Plan) {
        self.at("plan")
    }
    fn task_started(&self, _: &Started<'_>) {
        self.at("task_started")
    }
    fn task_ended(&self, _: &Ended<'_>) {
        self.at("task_ended")
    }
    fn finished(&self, _: &Finished<'_>) {
        self.at("finished")
    }
}

#[test]
fn does_not_stop_the_run_or_other_observers() {
    within(|| {
        for executor in every_executor() {
            for event in ["plan", "task_started", "task_ended", "finished"] {
                let log = Arc::new(Log::default());
                let run = inc(inc(1)).compute().observe(Panics(event)).observe(log.clone());
                assert_eq!(run.on(executor.clone()).wait().unwrap(), 3);
                assert_eq!(log.outcomes(), [2, 0, 0]);
            }
        }
    });
}

#[test]
fn hears_no_more_of_that_run() {
    struct Once(Arc<AtomicUsize>);
    impl Observer for Once {
        fn task_started(&self, _: &Started<'_>) {
            self.0.fetch_add(1, SeqCst);
            panic!("the observer panics on purpose")
        }
        fn task_ended(&self, _: &Ended<'_>) {
            self.0.fetch_add(1, SeqCst);
        }
        fn finished(&self, _: &Finished<'_>) {
            self.0.fetch_add(1, SeqCst);
        }
    }
    within(|| {
        let heard = Arc::new(AtomicUsize::new(0));
        let run = inc(inc(1)).compute().observe(Once(heard.clone())).on(Inline);
        assert_eq!(run.wait().unwrap(), 3);
        assert_eq!(heard.load(SeqCst), 1);
    });
}

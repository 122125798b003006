//! The events of a run: the first and the last.

use crate::common::executors::every_executor;
use crate::common::functions::{inc, number};
use crate::common::observers::{Event, Log};
use crate::common::watch::within;
use crate::{program, refused};
use daisy::{Finished, Inline, Observer, Plan};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

#[test]
fn a_run_of_nothing_has_a_plan_and_an_end() {
    within(|| {
        for executor in every_executor() {
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
        for executor in every_executor() {
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
fn the_plan_is_heard_before_the_end_however_soon_that_comes() {
    struct Slow;
    impl Observer for Slow {
        fn plan(&self, _: &Plan) {
            thread::sleep(Duration::from_millis(100));
        }
    }
    within(|| {
        for executor in every_executor() {
            let log = Arc::new(Log::default());
            let run = program().compute().on(executor).observe(Slow).observe(log.clone());
            let _ = run.timeout(Duration::from_millis(10)).wait();
            log.checked();
        }
    });
}

//! The plan an observer gets is a view.

use crate::common::executors::every_executor;
use crate::common::observers::{Event, Log};
use crate::common::watch::within;
use crate::program;
use daisy::{Executor, Inline, Key, Observer, Plan, Started};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

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
        for executor in every_executor() {
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

//! The numbers of workers.

use crate::common::executors::{Serial, Threads, every_executor, runtime};
use crate::common::observers::{Event, Log};
use crate::common::watch::within;
use crate::program;
use daisy::{Executor, Inline};
use std::collections::HashSet;
use std::sync::Arc;

#[test]
fn workers_count_from_zero_to_their_number() {
    within(|| {
        let executors: [(Arc<dyn Executor>, usize); 5] = [
            (Arc::new(Inline), 1),
            (Arc::new(runtime(1)), 1),
            (Arc::new(runtime(3)), 3),
            (Arc::new(Serial), 1),
            (Arc::new(Threads(4)), 4),
        ];
        for (executor, workers) in executors {
            let log = Arc::new(Log::default());
            program().compute().observe(log.clone()).on(executor).wait().unwrap();
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
        for executor in every_executor() {
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

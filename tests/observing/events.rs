//! The events of tasks, and their order.

use crate::common::executors::every_executor;
use crate::common::functions::{inc, number};
use crate::common::observers::{Event, Log};
use crate::common::watch::within;
use crate::program;
use daisy::prelude::*;
use daisy::{Ended, Finished, Inline, Observer};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

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
        for executor in every_executor() {
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
        for executor in every_executor() {
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
fn a_growing_graph_is_seen_as_it_grows() {
    #[delayed]
    fn down(n: i64) -> Delayed<i64> {
        if n == 0 { number(0) } else { inc(down(n - 1)) }
    }
    within(|| {
        for executor in every_executor() {
            let log = Arc::new(Log::default());
            assert_eq!(down(5).compute().observe(log.clone()).on(executor).wait().unwrap(), 5);
            let tasks = log.checked();
            // down(5) to down(0), five inc and the number.
            assert_eq!((tasks.len(), log.end()), (12, (12, "done")));
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

/// The bytes of the results of tasks, by the names of their functions.
#[derive(Default)]
struct Bytes(Mutex<Vec<(String, Option<u64>)>>);

impl Observer for Bytes {
    fn task_ended(&self, task: &Ended<'_>) {
        self.0.lock().unwrap().push((task.name.to_owned(), task.bytes));
    }
}

#[test]
fn the_bytes_of_a_result_are_told_where_its_type_is_known() {
    struct Own;

    #[delayed]
    fn text() -> String {
        String::from("four")
    }

    #[delayed]
    fn numbers(_after: &str) -> Vec<Vec<u32>> {
        vec![vec![1; 10], vec![2; 5]]
    }

    #[delayed]
    fn unknown(_after: &[Vec<u32>]) -> Box<Own> {
        Box::new(Own)
    }

    #[delayed]
    fn plain(_after: &Own) -> [u16; 50] {
        [0; 50]
    }

    within(|| {
        let bytes = Arc::new(Bytes::default());
        let plain = plain(unknown(numbers(text())).map(|_| Own));
        plain.compute().observe(bytes.clone()).on(Inline).wait().unwrap();
        let told: HashMap<_, _> = bytes.0.lock().unwrap().drain(..).collect();
        let vec = size_of::<Vec<u8>>() as u64;
        assert_eq!(told["text"], Some(vec + 4));
        assert_eq!(told["numbers"], Some(3 * vec + 60));
        assert_eq!(told["unknown"], None);
        assert_eq!(told["plain"], Some(100));
    });
}

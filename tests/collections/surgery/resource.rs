//! The example `resource`: a file that is open while it is read, and at no other time.

#[allow(dead_code, reason = "its `main`")]
#[path = "../../../examples/resource.rs"]
mod example;

use crate::common::executors::every_executor;
use crate::common::process::in_a_process_of_its_own;
use daisy::prelude::*;
use example::{Reader, blocks};
use std::sync::Mutex;

static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn logged(path: &str) -> Reader {
    Reader::new(path, |event| LOG.lock().unwrap().push(event))
}

/// What happened: opened once first, closed once last, and how many blocks were read between.
fn between() -> usize {
    let log = std::mem::take(&mut *LOG.lock().unwrap());
    let [first, between @ .., last] = &log[..] else { panic!("{log:?}") };
    assert_eq!((&**first, &**last), ("open", "close"), "{log:?}");
    assert!(between.iter().all(|event| event.starts_with("read")), "{log:?}");
    between.len()
}

#[test]
fn a_file_is_opened_and_closed_once_a_run_whatever_happens() {
    in_a_process_of_its_own(&[], || {
        for executor in every_executor() {
            let lines = blocks(logged("Cargo.lock"), 3);
            assert!(lines.compute().on(executor.clone()).wait().unwrap().iter().all(|&lines| lines > 0));
            assert_eq!(between(), 3);
            // One block alone, and once more.
            assert!(lines[1].compute().on(executor.clone()).wait().unwrap() > 0);
            assert_eq!(between(), 3);

            let beyond = blocks(logged("rustfmt.toml"), 3);
            let error = beyond.compute().on(executor.clone()).wait().unwrap_err();
            assert!(error.downcast_ref::<std::io::Error>().is_some() && error.to_string().contains("no block"));
            assert_eq!(between(), 3);
            assert!(beyond[0].compute().on(executor.clone()).wait().unwrap() > 0);
            assert_eq!(between(), 3);

            let error = blocks(logged("no such file"), 2).compute().on(executor).wait().unwrap_err();
            assert_eq!(error.task().unwrap().name(), "open");
            assert_eq!(std::mem::take(&mut *LOG.lock().unwrap()), ["was not open"]);
        }
    });
}

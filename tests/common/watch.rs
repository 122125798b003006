//! Tests that end whatever the library does. The limits are for what hangs, not for what is slow.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Runs what might hang on a thread of its own, and gives up on it after a minute.
pub fn within<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    watched(thread::Builder::new(), Duration::from_secs(60), work)
}

/// Runs `work` in a thread with a stack of 2 MiB, and gives up on it after ten minutes: what recurses or takes
/// quadratic time fails.
pub fn in_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    watched(thread::Builder::new().stack_size(2 << 20), Duration::from_secs(600), work)
}

fn watched<T: Send + 'static>(
    thread: thread::Builder,
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    let (done, finished) = mpsc::channel();
    let thread = thread.spawn(move || drop(done.send(work()))).unwrap();
    match finished.recv_timeout(limit) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => panic!("still running after {limit:?}"),
        Err(RecvTimeoutError::Disconnected) => std::panic::resume_unwind(thread.join().expect_err("it sent nothing")),
    }
}

/// Waits for what another thread is about to do.
pub fn wait_until(mut done: impl FnMut() -> bool) {
    while !done() {
        thread::sleep(Duration::from_millis(1));
    }
}

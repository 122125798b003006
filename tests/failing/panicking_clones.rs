//! Values whose `clone` panics.

use daisy::{ErrorKind, Inline};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Counts how often it is dropped.
struct Unclonable(Arc<AtomicUsize>);

impl Clone for Unclonable {
    fn clone(&self) -> Unclonable {
        panic!("cloned")
    }
}

impl Drop for Unclonable {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// The first to ask has it shared; the second is to have a clone, and panics. Once.
#[test]
fn of_a_result_that_is_shared_lose_and_drop_nothing_twice() {
    let drops = Arc::new(AtomicUsize::new(0));
    let counter = drops.clone();
    let made = daisy::value(1i64).map(move |_| Unclonable(counter.clone()));
    let result = daisy::compute((made.shared(), made)).on(Inline).wait();
    assert_eq!(result.err().map(|error| error.kind()), Some(ErrorKind::Executor));
    assert_eq!(drops.load(SeqCst), 1);
}

//! Who owns what is computed: values that count themselves and their clones, on one thread and on several.

mod by_reference;
mod by_value;
mod lifetimes;

use crate::common::Checked;
use crate::common::executors::{Threads, runtime};
use daisy::prelude::*;
use daisy::{Computation, Executor, Inline};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

/// What the values of one test are doing.
#[derive(Clone, Default)]
struct Census(Arc<Counts>);

#[derive(Default)]
struct Counts {
    clones: AtomicUsize,
    live: AtomicUsize,
    most: AtomicUsize,
}

impl Census {
    fn clones(&self) -> usize {
        self.0.clones.load(SeqCst)
    }

    /// Whether so many values are left, once the threads of the last run have let go of theirs.
    fn comes_to(&self, live: usize) -> bool {
        (0..10_000).any(|_| {
            let is = self.0.live.load(SeqCst) == live;
            if !is {
                thread::sleep(Duration::from_millis(1));
            }
            is
        })
    }

    fn most(&self) -> usize {
        self.0.most.load(SeqCst)
    }

    /// A value that counts itself and its clones.
    fn probe(&self, n: i64) -> Probe {
        let live = self.0.live.fetch_add(1, SeqCst) + 1;
        self.0.most.fetch_max(live, SeqCst);
        Probe { n, census: self.clone() }
    }
}

struct Probe {
    n: i64,
    census: Census,
}

impl Clone for Probe {
    fn clone(&self) -> Probe {
        self.census.0.clones.fetch_add(1, SeqCst);
        self.census.probe(self.n)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.census.0.live.fetch_sub(1, SeqCst);
    }
}

#[delayed]
fn make(n: i64, census: &Census) -> Probe {
    census.probe(n)
}

#[delayed]
fn changed(mut probe: Probe, by: i64) -> Probe {
    probe.n += by;
    probe
}

#[delayed]
fn read(probe: &Probe) -> i64 {
    probe.n
}

#[delayed]
fn next(probe: &Probe) -> Probe {
    probe.census.probe(probe.n + 1)
}

#[delayed]
fn plus(probe: &Probe, by: i64) -> i64 {
    probe.n + by
}

#[delayed]
fn sum(probes: Vec<Probe>) -> i64 {
    probes.iter().map(|probe| probe.n).sum()
}

/// An executor, and whether it runs tasks side by side.
struct On {
    executor: Arc<dyn Executor>,
    is_parallel: bool,
}

impl On {
    fn wait<T>(&self, computation: Computation<T>) -> Result<T, daisy::Error> {
        computation.on(self.executor.clone()).wait()
    }
}

/// Runs `test` with an executor of each sort, each time with a new census and a handle to it.
fn under_each(test: impl Fn(&Census, &Delayed<Census>, &On) -> Checked) -> Checked {
    let executors: [(Arc<dyn Executor>, bool); 4] = [
        (Arc::new(Inline), false),
        (Arc::new(runtime(1)), false),
        (Arc::new(runtime(4)), true),
        (Arc::new(Threads(4)), true),
    ];
    for (executor, is_parallel) in executors {
        let census = Census::default();
        let handle = daisy::opaque(census.clone());
        test(&census, &handle, &On { executor, is_parallel })?;
        drop(handle);
        assert!(census.comes_to(0), "a value outlived its run");
    }
    Ok(())
}

//! A graph that grows while it runs: a function that returns handles, of itself among others.
//!
//! Written naively, `fib(90)` asks for itself some 10^18 times. Equal calls are one task, so 91 run.
//!
//! ```text
//! cargo run --release --example fibonacci
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use daisy::prelude::*;
use daisy::{Executor, Inline, Observer, Runtime, Started};

#[delayed]
fn fib(n: u64) -> Delayed<u64> {
    if n < 2 { daisy::value(n) } else { fib(n - 1) + fib(n - 2) }
}

/// Counts the tasks of one name.
struct Count(&'static str, AtomicUsize);

impl Observer for Count {
    fn task_started(&self, task: &Started<'_>) {
        if task.name == self.0 {
            self.1.fetch_add(1, Relaxed);
        }
    }
}

fn main() -> daisy::Result<()> {
    let executors: [Arc<dyn Executor>; 2] = [Arc::new(Inline), Arc::new(Runtime::global()?)];
    for executor in executors {
        let (count, start) = (Arc::new(Count("fib", AtomicUsize::new(0))), Instant::now());
        let result = fib(90).compute().on(executor.clone()).observe(count.clone()).wait()?;
        let (tasks, elapsed) = (count.1.load(Relaxed), start.elapsed());
        println!("fib(90) = {result}: {tasks} tasks of fib in {elapsed:.1?} on {}", executor.name());
        assert_eq!((result, tasks), (2_880_067_194_370_816_120, 91));
    }
    Ok(())
}

//! Executors: daisy's own, those of the contract's examples, and others a user might write.

use daisy::{Executor, Inline, Plan, Runtime};
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;

pub fn runtime(workers: usize) -> Runtime {
    Runtime::builder().workers(workers).build().unwrap()
}

/// A tokio runtime driven by the thread that blocks on it.
pub fn current_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// A tokio runtime with two threads.
pub fn multi_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// The executor of the contract's first example.
#[derive(Clone)]
pub struct Serial;

impl Executor for Serial {
    fn execute(&self, plan: Plan) {
        while let Some(task) = plan.next() {
            task.run()
        }
    }
}

/// And of its second.
pub struct Threads(pub usize);

impl Executor for Threads {
    fn execute(&self, plan: Plan) {
        for _ in 0..self.0 {
            let plan = plan.clone();
            thread::spawn(move || Serial.execute(plan));
        }
    }
}

/// An async one: polls for tasks, and awaits them where they are sent.
pub struct Spawning;

impl Executor for Spawning {
    fn execute(&self, plan: Plan) {
        thread::spawn(move || {
            current_thread().block_on(async {
                let mut tasks = tokio::task::JoinSet::new();
                while let Some(task) = poll_fn(|cx| plan.poll_next(cx)).await {
                    tasks.spawn(task.into_future());
                }
                tasks.join_all().await;
            });
        });
    }
}

/// Takes all that is ready, and runs it last to first.
pub struct Backwards;

impl Executor for Backwards {
    fn execute(&self, plan: Plan) {
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            let mut ready = Vec::new();
            while let Poll::Ready(Some(task)) = plan.poll_next(&mut cx) {
                ready.push(task);
            }
            if ready.is_empty() {
                return;
            }
            ready.into_iter().rev().for_each(|task| task.run());
        }
    }
}

/// One of each sort, with what messages call it.
pub fn named_executors() -> Vec<(&'static str, Arc<dyn Executor>)> {
    vec![
        ("inline", Arc::new(Inline)),
        ("one worker", Arc::new(runtime(1))),
        ("four workers", Arc::new(runtime(4))),
        ("serial", Arc::new(Serial)),
        ("one thread", Arc::new(Threads(1))),
        ("four threads", Arc::new(Threads(4))),
        ("spawning", Arc::new(Spawning)),
        ("backwards", Arc::new(Backwards)),
    ]
}

/// The same, one after the other. It says which is next, so that a test that fails under one says under which.
pub fn every_executor() -> impl Iterator<Item = Arc<dyn Executor>> {
    named_executors().into_iter().map(|(name, executor)| {
        eprintln!("under {name}:");
        executor
    })
}

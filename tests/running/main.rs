//! Where and when tasks run: the runtime, `Inline`, executors a user wrote, and waiting.

#[path = "../common/mod.rs"]
mod common;

mod executors;
mod fairness;
mod from_handle;
mod inline;
mod inside_a_task;
mod memory;
mod plans;
mod runtimes;
mod settings;
mod waiting;
mod workers;

use common::functions::{inc, number, total};
use daisy::prelude::*;
use std::thread;
use std::time::Duration;

#[delayed]
async fn napped(x: i64) -> i64 {
    tokio::time::sleep(Duration::from_millis(1)).await;
    x
}

#[delayed(blocking)]
fn blocked(x: i64) -> i64 {
    thread::sleep(Duration::from_millis(1));
    x
}

#[delayed]
fn down(n: i64) -> Delayed<i64> {
    if n == 0 { daisy::value(0i64) } else { inc(down(n - 1)) }
}

/// A bit of everything: 0 + 1 + .. + 9, each once through each kind of task, and a graph that grows to 10.
fn program() -> Delayed<i64> {
    let parts: Vec<_> = (0..10).map(|n| inc(blocked(napped(number(n))))).collect();
    total(parts) + down(10)
}

const PROGRAM: i64 = 65;

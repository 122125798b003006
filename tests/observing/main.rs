//! What an observer hears of a run, and in which order.

#[path = "../common/mod.rs"]
mod common;

mod events;
mod failures;
mod giving_up;
mod runs;
mod the_plan_an_observer_gets;
mod workers;

use common::functions::{inc, number, total};
use daisy::prelude::*;

#[delayed]
fn refused(n: i64) -> Result<i64, String> {
    Err(format!("not {n}"))
}

/// 21 tasks.
fn program() -> Delayed<i64> {
    total((0..10).map(|n| inc(number(n))).collect::<Vec<_>>())
}

//! What a failure says, what it stops, and what it leaves alone.

#[path = "../common/mod.rs"]
mod common;

mod a_panicking_observer;
mod attempt;
mod dropping_a_computation;
mod growing_graphs;
mod keep_going;
mod panicking_clones;
mod panicking_drops;
mod retries;
mod says;
mod the_first_failure;
mod the_runtime_lives_on;
mod the_users_own_error;
mod timeout;
#[cfg(feature = "anyhow")]
mod with_anyhow;

use common::functions::Bad;
use daisy::Error;
use daisy::prelude::*;
use std::fmt;

const BEFORE: u32 = line!();
#[delayed]
fn refused(n: i64) -> Result<i64, Bad> {
    Err(Bad(n))
}
const AFTER: u32 = line!();
/// Where `refused` stands.
const FILE: &str = file!();

#[delayed]
fn panicked(n: i64) -> i64 {
    panic!("no such luck: {n}")
}

#[delayed]
fn middle(x: i64) -> i64 {
    x
}

#[delayed]
fn last(x: i64, _y: i64) -> i64 {
    x
}

/// The error that a computation ends with.
fn error<T: Data + Clone + fmt::Debug>(handle: &Delayed<T>) -> Error {
    handle.compute().wait().unwrap_err()
}

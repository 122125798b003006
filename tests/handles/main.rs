//! What can be done with a handle, and who owns what it computes to.

#[path = "../common/mod.rs"]
mod common;

mod being_a_handle;
mod collections;
mod combinators;
mod computing;
mod operators;
mod ownership;

use common::functions::Bad;
use daisy::prelude::*;

#[delayed]
fn even(n: i64) -> Result<i64, Bad> {
    if n % 2 == 0 { Ok(n) } else { Err(Bad(n)) }
}

//! A result can be seen from several threads at once.

use daisy::prelude::*;

use std::cell::Cell;

#[delayed]
fn counter(x: u64) -> Cell<u64> {
    Cell::new(x)
}

fn main() {
    let _ = counter(1u64);
}

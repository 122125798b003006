//! A task has no caller.

use daisy::prelude::*;

#[delayed]
#[track_caller]
fn double(x: u64) -> u64 {
    x * 2
}

fn main() {
    let _ = double(1u64).compute();
}

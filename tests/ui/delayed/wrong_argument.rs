//! An argument of the wrong type is told at the call.

use daisy::prelude::*;

#[delayed]
fn double(x: u64) -> u64 {
    x * 2
}

fn main() {
    let _ = double("2").compute();
}

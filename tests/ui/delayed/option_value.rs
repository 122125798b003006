//! Each option has its own kind of value; all mistakes are told at once.

use daisy::prelude::*;

#[delayed(retries = "3", version = -1, name = load, impure = true, strict)]
fn load(x: u64) -> u64 {
    x
}

fn main() {
    let _ = load(1u64).compute();
}

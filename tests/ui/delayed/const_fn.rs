//! A node can't be made at compile time.

use daisy::prelude::*;

#[delayed]
const fn double(x: u64) -> u64 {
    x * 2
}

fn main() {
    let _ = double(1u64).compute();
}

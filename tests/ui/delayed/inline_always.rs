//! Nothing is inlined into a graph's call.

use daisy::prelude::*;

#[delayed]
#[inline(always)]
fn double(x: u64) -> u64 {
    x * 2
}

fn main() {
    let _ = double(1u64).compute();
}

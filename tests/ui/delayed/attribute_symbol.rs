//! A delayed function has no symbol.

use daisy::prelude::*;

#[delayed]
#[unsafe(no_mangle)]
fn double(x: u64) -> u64 {
    x * 2
}

fn main() {
    let _ = double(1u64).compute();
}

//! Parameters don't come and go.

use daisy::prelude::*;

#[delayed]
fn add(a: u64, #[cfg(test)] b: u64) -> u64 {
    a
}

fn main() {
    let _ = add(1u64, 2u64).compute();
}

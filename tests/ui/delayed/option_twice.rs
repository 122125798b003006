//! Each option is given once.

use daisy::prelude::*;

#[delayed(impure, retries = 3, impure)]
fn load(x: u64) -> u64 {
    x
}

fn main() {
    let _ = load(1u64).compute();
}

//! An option is a word.

use daisy::prelude::*;

#[delayed("impure")]
fn load(x: u64) -> u64 {
    x
}

fn main() {
    let _ = load(1u64).compute();
}

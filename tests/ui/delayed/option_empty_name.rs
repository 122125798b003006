//! A name says something.

use daisy::prelude::*;

#[delayed(name = "")]
fn load(x: u64) -> u64 {
    x
}

fn main() {
    let _ = load(1u64).compute();
}

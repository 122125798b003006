//! A function has no trait to name.

use daisy::prelude::*;

#[delayed(trait = Loading)]
fn load(x: u64) -> u64 {
    x
}

fn main() {
    let _ = load(1u64).compute();
}

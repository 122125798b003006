//! Inline bodies are yet to come.

use daisy::prelude::*;

#[delayed(inline)]
fn double(x: u64) -> u64 {
    x * 2
}

fn main() {
    let _ = double(1u64).compute();
}

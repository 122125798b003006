//! The plain function needs a name of its own.

use daisy::prelude::*;

#[delayed(strict = load)]
fn load(x: u64) -> u64 {
    x
}

fn main() {
    let _ = load(1u64).compute();
}

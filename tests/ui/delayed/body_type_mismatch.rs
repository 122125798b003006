//! A type error in a body is told where it is.

use daisy::prelude::*;

#[delayed]
fn text(x: u64) -> String {
    x
}

fn main() {
    let _ = text(1u64).compute();
}

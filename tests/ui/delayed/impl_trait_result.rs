//! A result's type has a name.

use daisy::prelude::*;

#[delayed]
fn numbers(n: u64) -> impl Iterator<Item = u64> {
    0..n
}

fn main() {
    let _ = numbers(3u64);
}

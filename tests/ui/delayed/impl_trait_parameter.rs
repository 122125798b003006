//! A parameter's type has a name.

use daisy::prelude::*;

#[delayed]
fn total(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.sum()
}

fn main() {
    let _ = total(0..3).compute();
}

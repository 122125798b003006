//! A parameter that is a slice keeps a `Vec`: values and handles come in one.

use daisy::prelude::*;

#[delayed]
fn total(parts: &[i64]) -> i64 {
    parts.iter().sum()
}

fn main() {
    let parts = [1i64, 2];
    let _ = total(&parts[..]);
}

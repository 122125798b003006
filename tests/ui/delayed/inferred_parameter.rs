//! Types are written out.

use daisy::prelude::*;

#[delayed]
fn count(text: Vec<_>) -> usize {
    text.len()
}

fn main() {
    let _ = count(vec![1u64]).compute();
}

//! An argument can't be changed in place.

use daisy::prelude::*;

#[delayed]
fn push(items: &mut Vec<u64>, item: u64) -> usize {
    items.push(item);
    items.len()
}

fn main() {
    let _ = push(vec![1u64], 2u64).compute();
}

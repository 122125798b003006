//! An unknown type is told once.

use daisy::prelude::*;

#[delayed]
fn rows(table: &Tabel) -> u64 {
    1
}

fn main() {
    let _ = rows(1u64).compute();
}

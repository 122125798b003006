//! Only functions and `impl` blocks can be delayed.

use daisy::prelude::*;

#[delayed]
struct Table {
    rows: u64,
}

fn main() {
    let _ = Table { rows: 1 }.rows;
}

//! A task stands outside its `impl` block.

use daisy::prelude::*;

#[derive(Clone)]
struct Table(u64);

impl Table {
    #[delayed]
    fn new(rows: u64) -> Self {
        Table(rows)
    }
}

fn main() {
    let _ = Table::new(1u64).compute();
}

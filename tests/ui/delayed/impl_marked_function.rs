//! A function of the block can't be delayed in passing.

use daisy::prelude::*;

struct Table(u64);

#[delayed]
impl Table {
    #[delayed]
    fn new(rows: u64) -> Table {
        Table(rows)
    }

    fn rows(&self) -> u64 {
        self.0
    }
}

fn main() {
    let _ = Table::new(1).rows();
}

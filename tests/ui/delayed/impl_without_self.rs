//! Only methods with `self` are delayed.

use daisy::prelude::*;

struct Table(u64);

#[delayed]
impl Table {
    fn new() -> Self {
        Table(1)
    }
}

fn main() {
    let _ = Table::new().0;
}

//! Neither can the implementation of a trait.

use daisy::prelude::*;

struct Table;

#[delayed]
impl Default for Table {
    fn default() -> Self {
        Table
    }
}

fn main() {
    let _ = Table::default();
}

//! A method can't change what others may read.

use daisy::prelude::*;

#[derive(Clone)]
struct Table(u64);

#[delayed]
impl Table {
    fn rows(&self) -> u64 {
        self.0
    }

    fn grow(&mut self) {
        self.0 += 1;
    }
}

fn main() {
    let table = Table(1);
    let _ = table.rows();
    Table(2).grow();
}

//! Most options are a method's.

use daisy::prelude::*;

struct Table(u64);

#[delayed(impure)]
impl Table {
    fn rows(&self) -> u64 {
        self.0
    }
}

fn main() {
    let _ = Table(1).rows();
}

//! Methods are delayed by the attribute on their `impl` block.

use daisy::prelude::*;

#[derive(Clone)]
struct Table(u64);

impl Table {
    #[delayed]
    fn rows(&self) -> u64 {
        self.0
    }
}

fn main() {
    let _ = Table(1).rows().compute();
}

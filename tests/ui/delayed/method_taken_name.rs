//! A handle has methods of its own.

use daisy::prelude::*;

struct Table(u64);

#[delayed]
impl Table {
    fn name(&self) -> String {
        self.0.to_string()
    }
}

fn main() {
    let _ = Table(1).name();
}

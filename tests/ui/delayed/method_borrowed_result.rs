//! A getter can't be delayed.

use daisy::prelude::*;

struct Table {
    name: String,
}

#[delayed]
impl Table {
    fn title(&self) -> &str {
        &self.name
    }
}

fn main() {
    let _ = Table { name: String::new() }.title();
}

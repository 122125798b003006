//! A method takes `self` or `&self`.

use daisy::prelude::*;

use std::sync::Arc;

struct Table(u64);

#[delayed]
impl Table {
    fn rows(self: Arc<Self>) -> u64 {
        self.0
    }
}

fn main() {
    let _ = Arc::new(Table(1)).rows();
}

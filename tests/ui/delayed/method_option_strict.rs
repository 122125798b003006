//! A method stays as it is anyway.

use daisy::prelude::*;

struct Table(u64);

#[delayed]
impl Table {
    #[delayed(strict = rows_now)]
    fn rows(&self) -> u64 {
        self.0
    }
}

fn main() {
    let _ = Table(1).rows();
}

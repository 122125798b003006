//! A trait's method can't be delayed.

use daisy::prelude::*;

trait Rows {
    #[delayed]
    fn rows(&self) -> u64;
}

fn main() {}

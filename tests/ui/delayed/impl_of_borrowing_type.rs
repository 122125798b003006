//! A value in a graph owns all it has.

use daisy::prelude::*;

struct View<'a>(&'a [u64]);

#[delayed]
impl<'a> View<'a> {
    fn len(&self) -> usize {
        self.0.len()
    }
}

fn main() {
    let _ = View(&[1]).len();
}

//! A value in a graph is `Sized`.

use daisy::prelude::*;

#[delayed]
fn count<T: AsRef<str> + ?Sized>(text: &T) -> usize {
    text.as_ref().len()
}

fn main() {
    let _ = count(String::new()).compute();
}

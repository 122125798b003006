//! Only a whole parameter can be a reference.

use daisy::prelude::*;

#[delayed]
fn count(words: Vec<&str>) -> usize {
    words.len()
}

fn main() {
    let _ = count(vec!["a"]).compute();
}

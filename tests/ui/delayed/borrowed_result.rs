//! A result can't borrow from the arguments.

use daisy::prelude::*;

#[delayed]
fn longest(words: &[String]) -> &str {
    &words[0]
}

fn main() {
    let _ = longest(vec![String::new()]).compute();
}

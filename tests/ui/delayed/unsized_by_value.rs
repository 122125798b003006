//! Neither has a `str`.

use daisy::prelude::*;

#[delayed]
fn count(text: str) -> usize {
    text.len()
}

fn main() {
    let _ = count("a").compute();
}

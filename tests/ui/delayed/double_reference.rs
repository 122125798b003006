//! Only the outermost reference is daisy's.

use daisy::prelude::*;

#[delayed]
fn count(text: &&String) -> usize {
    text.len()
}

fn main() {
    let _ = count(&&String::new()).compute();
}

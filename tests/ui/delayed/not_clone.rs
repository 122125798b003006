//! What is passed by value is cloned for all readers but the last.

use daisy::prelude::*;

struct Token;

#[delayed]
fn consume(token: Token) -> u64 {
    let _ = token;
    1
}

fn main() {
    let _ = consume(daisy::opaque(Token));
}

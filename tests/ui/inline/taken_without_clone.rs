//! What is taken by value is cloned for all readers but the last.

#[derive(daisy::Tokenize)]
struct Token(u64);

fn spend(token: Token) -> u64 {
    token.0
}

#[daisy::inline]
fn both(token: Token) -> u64 {
    spend(token) + token.0
}

fn main() {
    let _ = both(daisy::opaque(Token(1))).compute();
}

use daisy::prelude::*;

#[derive(Tokenize)]
struct Cached {
    #[tokenize(skip = 1)]
    a: u8,
}

fn main() {
    let _ = daisy::value(Cached { a: 1 });
}

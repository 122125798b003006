use daisy::prelude::*;

struct NotTokenize;

#[derive(Tokenize)]
struct Holds {
    a: u8,
    b: NotTokenize,
}

fn main() {
    let _ = daisy::value(Holds { a: 1, b: NotTokenize });
}

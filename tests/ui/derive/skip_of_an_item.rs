use daisy::prelude::*;

#[derive(Tokenize)]
#[tokenize(skip)]
struct Skipped;

fn main() {
    let _ = daisy::value(Skipped);
}

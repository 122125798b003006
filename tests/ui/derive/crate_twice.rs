use daisy::prelude::*;

#[derive(Tokenize)]
#[tokenize(crate = daisy, crate = daisy)]
struct Twice(u8);

fn main() {
    let _ = daisy::value(Twice(1));
}

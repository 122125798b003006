use daisy::prelude::*;

#[derive(Tokenize)]
union Either {
    a: u8,
    b: i8,
}

fn main() {
    let _ = daisy::value(Either { a: 1 });
}

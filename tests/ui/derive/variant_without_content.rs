use daisy::prelude::*;

struct NotTokenize;

#[derive(Tokenize)]
enum Shape {
    Named(u8, Vec<NotTokenize>),
}

fn main() {
    let _ = daisy::value(Shape::Named(1, Vec::new()));
}

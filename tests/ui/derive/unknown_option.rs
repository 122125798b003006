use daisy::prelude::*;

#[derive(Tokenize)]
struct Renamed {
    #[tokenize(rename = "x")]
    a: u8,
}

fn main() {
    let _ = daisy::value(Renamed { a: 1 });
}

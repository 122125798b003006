use daisy::prelude::*;

#[derive(Tokenize)]
enum Mode {
    #[tokenize(skip)]
    Fast,
}

fn main() {
    let _ = daisy::value(Mode::Fast);
}

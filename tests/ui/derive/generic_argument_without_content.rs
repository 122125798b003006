use daisy::prelude::*;

struct NotTokenize;

#[derive(Tokenize)]
struct Holds<T>(T);

fn main() {
    let _ = daisy::value(Holds(NotTokenize));
}

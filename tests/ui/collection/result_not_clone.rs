use daisy::prelude::*;

struct Big;

#[derive(Collection)]
struct Outputs {
    big: Delayed<Big>,
}

fn main() {
    let outputs = Outputs { big: daisy::opaque(Big) };
    println!("{:?}", outputs.big);
}

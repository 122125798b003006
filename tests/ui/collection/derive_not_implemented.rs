use daisy::prelude::*;

#[derive(Clone)]
struct Opaque;

#[derive(Collection)]
#[collection(derive(Debug))]
struct Outputs {
    opaque: Delayed<Opaque>,
}

fn main() {
    let _ = daisy::compute(Outputs { opaque: daisy::opaque(Opaque) });
}

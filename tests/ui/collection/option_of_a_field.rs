use daisy::prelude::*;

#[derive(Collection)]
#[collection(keep)]
struct Outputs {
    total: Delayed<u8>,
}

fn main() {
    let _: daisy::Computation<OutputsValues> = daisy::compute(Outputs { total: daisy::value(1) });
}

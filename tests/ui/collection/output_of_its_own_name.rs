use daisy::prelude::*;

#[derive(Collection)]
#[collection(output = Outputs)]
struct Outputs {
    total: Delayed<u8>,
}

fn main() {
    let _ = daisy::compute(Outputs { total: daisy::value(1) });
}

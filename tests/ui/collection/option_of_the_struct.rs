use daisy::prelude::*;

#[derive(Collection)]
struct Outputs {
    total: Delayed<u8>,
    #[collection(derive(Debug))]
    label: String,
}

fn main() {
    let _ = daisy::compute(Outputs { total: daisy::value(1), label: String::new() });
}

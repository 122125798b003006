use daisy::prelude::*;

#[derive(Collection)]
struct Outputs {
    total: Delayed<u8>,
    label: String,
}

fn main() {
    let outputs = Outputs { total: daisy::value(1), label: String::new() };
    println!("{:?} {}", outputs.total, outputs.label);
}

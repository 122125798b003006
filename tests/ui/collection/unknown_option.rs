use daisy::prelude::*;

#[derive(Collection)]
struct Outputs {
    total: Delayed<u8>,
    #[collection(skip)]
    label: String,
}

fn main() {
    let outputs = Outputs { total: daisy::value(1), label: String::new() };
    let values = daisy::compute(outputs).wait().unwrap();
    println!("{} {}", values.total, values.label);
}

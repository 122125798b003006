use daisy::prelude::*;

#[derive(Collection)]
struct Outputs<'a> {
    total: Delayed<u8>,
    #[collection(keep)]
    label: &'a str,
}

fn main() {
    let _ = Outputs { total: daisy::value(1), label: "" };
}

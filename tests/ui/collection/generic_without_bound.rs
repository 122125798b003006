use daisy::prelude::*;

#[derive(Collection)]
struct Outputs<T> {
    total: Delayed<T>,
}

fn main() {
    let _ = daisy::compute(Outputs { total: daisy::value(1) });
}

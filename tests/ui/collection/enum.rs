use daisy::prelude::*;

#[derive(Clone, Collection)]
enum Either {
    A(Delayed<u8>),
    B(Delayed<u16>),
}

fn main() {
    let _ = Either::A(daisy::value(1)).compute();
    let _ = Either::B(daisy::value(1)).compute();
}

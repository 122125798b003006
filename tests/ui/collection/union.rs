use daisy::prelude::*;

#[derive(Collection)]
union Either {
    a: u8,
    b: u16,
}

fn main() {
    let _ = daisy::compute(Either { a: 1 });
    let _ = Either { b: 1 };
}

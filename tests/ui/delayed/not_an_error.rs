//! An error is an `Error`.

use daisy::prelude::*;

struct Failure;

#[delayed]
fn fail(x: u64) -> Result<u64, Failure> {
    if x > 1 { Err(Failure) } else { Ok(x) }
}

fn main() {
    let _ = fail(1u64).compute();
}

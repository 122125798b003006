//! Options are a closed list.

use daisy::prelude::*;

#[delayed(retires = 3)]
fn load(x: u64) -> u64 {
    x
}

fn main() {
    let _ = load(1u64).compute();
}

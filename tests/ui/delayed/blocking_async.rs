//! An async function doesn't hold its thread.

use daisy::prelude::*;

#[delayed(blocking)]
async fn load(x: u64) -> u64 {
    x
}

fn main() {
    let _ = load(1u64).compute();
}

//! No other language calls a task.

use daisy::prelude::*;

#[delayed]
extern "C" fn double(x: u64) -> u64 {
    x * 2
}

fn main() {
    let _ = double(1u64).compute();
}

//! A task has a result.

use daisy::prelude::*;

#[delayed]
fn forever(x: u64) -> ! {
    loop {
        std::hint::black_box(x);
    }
}

fn main() {
    let _ = forever(1u64);
}

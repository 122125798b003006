//! However the function is said to be inline, it has no task of its own.

use daisy::prelude::*;

#[delayed(impure)]
#[inline]
fn double(x: f64) -> f64 {
    x * 2.0
}

#[delayed(inline, retries = 2)]
fn triple(x: f64) -> f64 {
    x * 3.0
}

fn main() {
    let _ = (double(1.0).compute(), triple(1.0).compute());
}

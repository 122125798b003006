//! The compiler's own hint says nothing of a body that is graph.

use daisy::prelude::*;

#[delayed]
#[inline(always)]
fn double(x: f64) -> f64 {
    x * 2.0
}

#[daisy::inline]
#[inline(never)]
fn triple(x: f64) -> f64 {
    x * 3.0
}

fn main() {
    let _ = (double(1.0).compute(), triple(1.0).compute());
}

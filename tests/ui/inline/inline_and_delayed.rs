//! One attribute is enough.

use daisy::prelude::*;

#[delayed]
#[daisy::inline]
fn double(x: f64) -> f64 {
    x * 2.0
}

#[daisy::inline]
#[delayed]
fn triple(x: f64) -> f64 {
    x * 3.0
}

fn main() {
    let _ = (double(1.0).compute(), triple(1.0).compute());
}

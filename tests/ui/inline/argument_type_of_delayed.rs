//! An argument of the wrong type is told at the argument, of a delayed callee too.

use daisy::prelude::*;

#[delayed]
fn half(x: f64) -> f64 {
    x / 2.0
}

#[daisy::inline]
fn quarter(x: f64) -> f64 {
    half(half(x))
}

#[daisy::inline]
fn halved(name: String) -> f64 {
    half(name) + quarter(name)
}

fn main() {
    let _ = halved("a").compute();
}

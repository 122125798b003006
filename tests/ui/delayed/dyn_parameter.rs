//! A trait object has no size.

use daisy::prelude::*;

#[delayed]
fn show(value: &dyn std::fmt::Display) -> String {
    value.to_string()
}

fn main() {
    let _ = show(3u64).compute();
}

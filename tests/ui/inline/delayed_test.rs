//! A task waits for no other, so its conditions call no delayed function: that is called before.

use daisy::prelude::*;

#[delayed]
fn large(x: i64) -> bool {
    x > 2
}

#[daisy::inline]
fn chained(x: Option<i64>) -> i64 {
    if let Some(x) = x
        && large(x)
    {
        x
    } else {
        0
    }
}

#[daisy::inline]
fn repeated(x: i64) -> i64 {
    let mut y = x;
    while large(y) {
        y -= 1;
    }
    y
}

fn main() {
    let _ = (chained(Some(1)), repeated(1));
}

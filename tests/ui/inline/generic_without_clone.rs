//! What is taken by value of a generic type is cloned too.

use std::ops::Add;

#[daisy::inline]
fn sum<T: Add<Output = T>>(a: &T, b: T) -> T {
    let c = *a + b;
    c
}

fn main() {
    let _ = sum(1.0, 2.0).compute();
}

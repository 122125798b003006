//! What a body does with a type parameter is in its bounds.

#[daisy::inline]
fn sum<T: Clone>(a: T, b: T) -> T {
    a + b
}

fn main() {
    let _ = sum(1.0, 2.0).compute();
}

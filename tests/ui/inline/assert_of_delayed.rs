//! What is asserted of a delayed value is not known yet.

#[daisy::inline]
fn root(x: f64) -> f64 {
    assert!(x >= 0.0, "{x} is negative");
    debug_assert_eq!(x, x);
    x.sqrt()
}

fn main() {
    let _ = root(1.0).compute();
}

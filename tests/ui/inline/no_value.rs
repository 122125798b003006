//! A function that promises a value returns one.

#[daisy::inline]
fn none(x: f64) -> f64 {
    let _y = x + 1.0;
}

fn main() {
    let _ = none(1.0).compute();
}

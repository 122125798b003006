//! A value with a semicolon is no value: nothing is returned.

#[daisy::inline]
fn double(x: f64) -> f64 {
    x + x;
}

fn main() {
    let _ = double(1.0).compute();
}

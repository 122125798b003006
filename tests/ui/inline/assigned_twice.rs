//! What changes is `mut`.

#[daisy::inline]
fn sum(x: f64) -> f64 {
    let y = x + 1.0;
    y = y * 2.0;
    y
}

fn main() {
    let _ = sum(1.0).compute();
}

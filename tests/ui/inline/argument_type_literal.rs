//! A literal of the wrong type is told where it is.

fn half(x: f64, by: &str) -> f64 {
    x / by.len() as f64
}

#[daisy::inline]
fn halved(x: f64) -> f64 {
    half(x, 2)
}

fn main() {
    let _ = halved(1.0).compute();
}

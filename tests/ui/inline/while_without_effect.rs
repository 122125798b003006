//! A loop over delayed values that assigns nothing has no value.

#[daisy::inline]
fn raised(x: f64) -> f64 {
    while x < 100.0 {
        x.sqrt();
    }
    x
}

fn main() {
    let _ = raised(1.0).compute();
}

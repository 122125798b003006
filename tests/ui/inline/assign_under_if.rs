//! An assignment in a branch would always happen.

#[daisy::inline]
fn clamp(x: f64) -> f64 {
    let mut y = x;
    if x > 1.0 {
        y = 1.0;
    } else {
        y += 1.0;
    }
    y
}

fn main() {
    let _ = clamp(1.0).compute();
}

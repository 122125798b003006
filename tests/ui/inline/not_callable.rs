//! What is called is a function.

struct Scale(f64);

#[daisy::inline]
fn scaled(x: f64, by: f64) -> f64 {
    by(x)
}

fn main() {
    let _ = (Scale(1.0), scaled(1.0, 2.0).compute());
}

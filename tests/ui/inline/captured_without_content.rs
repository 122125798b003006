//! A value known while the graph is built needs content to hash.

#[derive(Clone)]
struct Scale(f64);

fn scaled(x: f64, by: Scale) -> f64 {
    x * by.0
}

#[daisy::inline]
fn double(x: f64) -> f64 {
    let by = Scale(2.0);
    scaled(x, by)
}

fn main() {
    let _ = double(1.0).compute();
}

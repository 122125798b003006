//! What a closure in a chain gets wrong is told inside it.

#[daisy::inline]
fn total(xs: Vec<f64>, k: f64) -> f64 {
    xs.iter().map(|v| v.powi("a") * k).sum::<f64>()
}

fn main() {
    let _ = total(vec![1.0], 2.0).compute();
}

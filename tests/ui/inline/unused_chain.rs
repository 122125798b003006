//! A value that nobody uses would never be computed.

#[daisy::inline]
fn mean(xs: Vec<f64>) -> f64 {
    xs.iter().sum::<f64>();
    xs[0]
}

fn main() {
    let _ = mean(vec![1.0, 2.0]).compute();
}

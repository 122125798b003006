//! A value known while the graph is built needs content to hash, in a chain too.

#[derive(Clone)]
struct Scale(f64);

#[daisy::inline]
fn double(xs: Vec<f64>) -> f64 {
    let by = Scale(2.0);
    xs.iter().map(|x| x * by.0).sum::<f64>()
}

fn main() {
    let _ = double(vec![1.0]).compute();
}

//! Whether there is a value is not known while the graph is built.

#[daisy::inline]
fn first(xs: Vec<f64>) -> Option<f64> {
    let x = xs.first()?;
    Some(x + 1.0)
}

fn main() {
    let _ = first(vec![1.0]).compute();
}

//! Whether a pattern matches is not known while the graph is built.

#[daisy::inline]
fn root(x: Option<f64>) -> f64 {
    let Some(x) = x else { return 0.0 };
    x.sqrt()
}

fn main() {
    let _ = root(Some(1.0)).compute();
}

//! A `match` on a delayed value has all its arms.

#[daisy::inline]
fn root(x: Option<f64>) -> f64 {
    match x {
        Some(x) => x.sqrt(),
    }
}

fn main() {
    let _ = root(Some(1.0)).compute();
}

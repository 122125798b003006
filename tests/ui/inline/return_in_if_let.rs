//! An `if let` on a delayed value is one task, which can't end the function around it.

#[daisy::inline]
fn root(x: Option<f64>) -> f64 {
    if let Some(x) = x {
        return x.sqrt();
    }
    0.0
}

fn main() {
    let _ = root(Some(1.0)).compute();
}

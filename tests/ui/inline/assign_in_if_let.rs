//! An `if let` on a delayed value is one task: what it gives is its value.

#[daisy::inline]
fn rate(kind: Option<f64>) -> f64 {
    let mut rate = 0.0;
    if let Some(kind) = kind {
        rate = kind;
    }
    rate
}

fn main() {
    let _ = rate(Some(1.0)).compute();
}

//! A `match` on a delayed value is one task: what it gives is its value.

#[daisy::inline]
fn rate(kind: Option<u8>) -> f64 {
    let mut rate = 0.0;
    match kind {
        Some(1) => rate = 1.0,
        _ => rate += 2.0,
    }
    rate
}

fn main() {
    let _ = rate(Some(1u8)).compute();
}

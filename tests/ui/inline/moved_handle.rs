//! A handle that a collection took while the graph was built is gone, as ever.

#[daisy::inline]
fn total(x: f64) -> f64 {
    let parts = vec![x + 1.0];
    let all = parts;
    all.iter().sum::<f64>() + parts[0]
}

fn main() {
    let _ = total(1.0).compute();
}

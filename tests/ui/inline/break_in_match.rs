//! A `match` on a delayed value is one task, which can't end a loop that unrolls around it.

#[daisy::inline]
fn raised(x: f64, limit: Option<f64>) -> f64 {
    let mut y = x;
    for _ in 0..4 {
        let l = match limit {
            Some(l) => l,
            None => break,
        };
        if let Some(l) = limit {
            continue;
        }
        y = y * l;
    }
    y
}

fn main() {
    let _ = raised(1.0, None::<f64>).compute();
}

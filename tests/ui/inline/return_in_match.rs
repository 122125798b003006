//! A `match` on a delayed value is one task, which can't end the function around it.

#[daisy::inline]
fn root(x: Option<f64>) -> f64 {
    let x = match x {
        Some(x) => x,
        None => return 0.0,
    };
    x.sqrt()
}

fn main() {
    let _ = root(Some(1.0)).compute();
}

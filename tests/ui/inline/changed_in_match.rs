//! What a `match` on a delayed value changes in place is changed for itself alone.

#[daisy::inline]
fn grown(mut xs: Vec<f64>, x: Option<f64>) -> Vec<f64> {
    match x {
        Some(x) => xs.push(x),
        None => {}
    }
    xs
}

fn main() {
    let _ = grown(vec![1.0], Some(1.0)).compute();
}

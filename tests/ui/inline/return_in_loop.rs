//! A loop over a delayed value is one task, which can't end the function around it.

#[daisy::inline]
fn first(xs: Vec<f64>) -> f64 {
    for x in &xs {
        return *x;
    }
    0.0
}

fn main() {
    let _ = first(vec![1.0]).compute();
}

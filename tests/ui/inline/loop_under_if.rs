//! A loop in a branch can't change what is outside of it.

#[daisy::inline]
fn total(x: f64, xs: Vec<f64>) -> f64 {
    let mut sum = 0.0;
    let y = if x > 1.0 {
        for v in &xs {
            sum += v;
        }
        1.0
    } else {
        2.0
    };
    sum + y
}

fn main() {
    let _ = total(1.0, vec![1.0]).compute();
}

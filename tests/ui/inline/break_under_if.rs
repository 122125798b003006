//! A loop that unrolls can't end when tasks run.

#[daisy::inline]
fn raised(x: f64, xs: Vec<f64>) -> f64 {
    let mut y = x;
    for _ in 0..4 {
        if y > 100.0 {
            break;
        }
        y = y * xs[0];
    }
    y
}

fn main() {
    let _ = raised(1.0, vec![1.0]).compute();
}

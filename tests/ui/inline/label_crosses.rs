//! A loop over a delayed value can't end one that unrolls around it.

#[daisy::inline]
fn total(xs: Vec<f64>) -> f64 {
    let mut sum = 0.0;
    'rounds: for _ in 0..4 {
        for x in &xs {
            if *x < 0.0 {
                continue 'rounds;
            }
            if *x > 9.0 {
                break 'rounds;
            }
            sum += x;
        }
    }
    sum
}

fn main() {
    let _ = total(vec![1.0]).compute();
}

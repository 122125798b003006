//! A loop that unrolls can't leave out what comes after when tasks run.

#[daisy::inline]
fn raised(x: f64) -> f64 {
    let mut y = x;
    for i in 0..4 {
        if y > 100.0 {
            continue;
        }
        y = y * f64::from(i);
    }
    y
}

fn main() {
    let _ = raised(1.0).compute();
}

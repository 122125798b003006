//! An assignment to several variables in a branch would always happen too.

#[daisy::inline]
fn swapped(a: f64, b: f64) -> f64 {
    let (mut x, mut y) = (a, b);
    if a > b {
        (x, y) = (b, a);
    }
    x - y
}

fn main() {
    let _ = swapped(1.0, 2.0).compute();
}

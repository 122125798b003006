#[daisy::inline]
fn capped(x: f64) -> f64 {
    let mut y = x;
    if x > 1.0 {
        y = 1.0;
    }
    y
}

fn main() {}

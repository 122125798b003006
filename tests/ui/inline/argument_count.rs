//! As many arguments as there are parameters.

fn sum(a: f64, b: f64) -> f64 {
    a + b
}

#[daisy::inline]
fn all(x: f64) -> f64 {
    sum(x)
}

#[daisy::inline]
fn more(x: f64) -> f64 {
    sum(x, x, x)
}

fn main() {
    let _ = (all(1.0).compute(), more(1.0).compute());
}

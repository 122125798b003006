//! An argument of a method of the wrong type is told at the argument.

#[daisy::inline]
fn least(x: f64, name: String) -> f64 {
    let y = x.max(name);
    y.powi(x)
}

fn main() {
    let _ = least(1.0, "a").compute();
}

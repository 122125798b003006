//! An `Option` is no failure: it has no error to fail with.

use std::num::ParseFloatError;

#[daisy::inline]
fn first(xs: Vec<f64>) -> Result<f64, ParseFloatError> {
    let x = xs.first().copied()?;
    Ok(x + 1.0)
}

fn main() {
    let _ = first(vec![1.0]).compute();
}

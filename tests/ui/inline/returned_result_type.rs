//! A value of the wrong type is told where it is returned, in a `Result` too.

use std::num::ParseFloatError;

#[daisy::inline]
fn size(xs: Vec<f64>) -> Result<f64, ParseFloatError> {
    Ok(xs.len())
}

fn main() {
    let _ = size(vec![1.0]).compute();
}

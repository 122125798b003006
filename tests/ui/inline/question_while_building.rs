//! What fails while the graph is built has no task to fail.

use std::num::ParseFloatError;

#[daisy::inline]
fn scaled(x: f64) -> Result<f64, ParseFloatError> {
    let k = String::from("2.0").parse::<f64>()?;
    Ok(x * k)
}

fn main() {
    let _ = scaled(1.0).compute();
}

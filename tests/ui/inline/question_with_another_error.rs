//! A failure becomes the function's error by `From`.

use std::num::{ParseFloatError, ParseIntError};

#[daisy::inline]
fn parsed(text: String) -> Result<f64, ParseIntError> {
    let x = text.parse::<f64>()?;
    Ok(x + 1.0)
}

#[daisy::inline]
fn told(text: String) -> Result<f64, ParseIntError> {
    text.parse::<f64>()
}

fn main() {
    let _: Result<f64, ParseFloatError> = Ok(1.0);
    let _ = (parsed("1").compute(), told("1").compute());
}

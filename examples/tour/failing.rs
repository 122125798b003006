//! `?` makes a failure that of all that needs it.

use std::num::ParseFloatError;

use crate::page::show;

#[daisy::inline]
fn warmer(line: &str, by: f64) -> Result<f64, ParseFloatError> {
    let degrees = line.trim().parse::<f64>()?;
    Ok(degrees + by)
}

pub fn show() {
    show!(warmer("cold", 2.0));
}

//! What fails while the graph is built has no task to fail.

#[daisy::inline]
fn scaled(x: f64) -> Result<f64, std::num::ParseFloatError> {
    let k = String::from("2.0").parse::<f64>()?;
    Ok(x * k)
}

fn main() {
    let _ = scaled(1.0).compute();
}

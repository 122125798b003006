//! `?` needs somewhere for the failure to go.

#[daisy::inline]
fn parsed(text: String) -> f64 {
    text.parse::<f64>()? + 1.0
}

fn main() {
    let _ = parsed("1").compute();
}

//! A macro of std's with arguments that are no expressions.

#[daisy::inline]
fn double(x: f64) -> String {
    format!("{}" x)
}

fn main() {
    let _ = double(1.0).compute();
}

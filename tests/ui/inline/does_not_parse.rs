//! A body that is not Rust yet comes back as it is, with the error.

#[daisy::inline]
fn double(x: f64) -> f64 {
    let y = x * ;
    y
}

fn main() {
    let _ = double(1.0);
}

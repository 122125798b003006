//! Names that are not there are told by the compiler.

#[daisy::inline]
fn double(x: f64) -> f64 {
    let y = twice(x);
    let z = factor * y;
    z + LIMIT
}

fn main() {
    let _ = double(1.0).compute();
}

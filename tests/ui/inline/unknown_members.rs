//! Methods, fields and types that are not there are told by the compiler.

#[daisy::inline]
fn double(x: f64, pair: (f64, f64)) -> f64 {
    let y = x.twice();
    let z: Missing = x + pair.third;
    pair.2 + y
}

fn main() {
    let _ = double(1.0, (1.0, 2.0)).compute();
}

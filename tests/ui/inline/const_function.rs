//! A graph is built at run time.

#[daisy::inline]
const fn double(x: f64) -> f64 {
    x * 2.0
}

fn main() {
    let _ = double(1.0).compute();
}

//! A future is no value of a graph.

#[daisy::inline]
fn double(x: f64) -> f64 {
    let y = async { x * 2.0 };
    y
}

fn main() {
    let _ = double(1.0).compute();
}

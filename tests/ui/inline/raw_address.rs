//! A delayed value has no address while the graph is built.

#[daisy::inline]
fn address(x: f64) -> usize {
    let p = &raw const x;
    p as usize
}

fn main() {
    let _ = address(1.0).compute();
}

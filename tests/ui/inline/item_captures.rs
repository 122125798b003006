//! Items in a body see no variables, as ever.

#[daisy::inline]
fn double(x: f64) -> f64 {
    fn twice() -> f64 {
        x * 2.0
    }
    const LIMIT: f64 = x;
    twice() + LIMIT
}

fn main() {
    let _ = double(1.0).compute();
}

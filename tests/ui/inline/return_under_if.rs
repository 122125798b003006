//! Both branches become graph, so a `return` in one would always happen.

#[daisy::inline]
fn root(x: f64) -> f64 {
    if x < 0.0 {
        return 0.0;
    }
    x.sqrt()
}

fn main() {
    let _ = root(1.0).compute();
}

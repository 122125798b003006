//! A closure that is called with values is called when tasks run, where no handle is.

#[daisy::inline]
fn scaled(x: f64, k: f64) -> f64 {
    let scale = |x: f64| x * k;
    scale(x)
}

fn main() {
    let _ = scaled(1.0, 2.0).compute();
}

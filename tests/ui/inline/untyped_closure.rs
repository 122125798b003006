//! A closure without types may be meant for values or for handles.

#[daisy::inline]
fn double(x: f64) -> f64 {
    let twice = |x| x * 2.0;
    twice(x)
}

fn main() {
    let _ = double(1.0).compute();
}

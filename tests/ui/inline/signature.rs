//! What a task's signature can't be, an inline function's can't either.

#[daisy::inline]
fn changed(x: &mut f64, y: impl Into<f64>) -> &f64 {
    x
}

fn main() {
    let _ = changed(1.0, 2.0).compute();
}

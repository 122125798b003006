//! An inline function has no task of its own, so what is said of a task says nothing of it.

#[daisy::inline(impure, retries = 2, blocking, version = 3, name = "twice")]
fn double(x: f64) -> f64 {
    x * 2.0
}

fn main() {
    let _ = double(1.0).compute();
}

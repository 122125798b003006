//! A body that is graph is awaited nowhere.

#[daisy::inline]
async fn double(x: f64) -> f64 {
    x * 2.0
}

fn main() {
    let _ = double(1.0).compute();
}

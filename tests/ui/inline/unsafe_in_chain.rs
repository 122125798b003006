//! `unsafe` and `.await` are no part of a chain either.

#[daisy::inline]
fn first(xs: Vec<f64>) -> f64 {
    let x = unsafe { *xs.get_unchecked(0) }.sqrt();
    let y = later(x).await.sqrt();
    Some(return y).unwrap()
}

async fn later(x: f64) -> f64 {
    x
}

fn main() {
    let _ = first(vec![1.0]).compute();
}

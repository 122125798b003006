//! Building a graph does not wait.

#[daisy::delayed]
async fn load(x: f64) -> f64 {
    x
}

#[daisy::inline]
fn loaded(x: f64, y: Option<f64>) -> f64 {
    let x = load(x).await;
    let y = match y {
        Some(y) => load(y).await,
        None => x,
    };
    let z = std::future::ready(1.0).await;
    x + y + z
}

fn main() {
    let _ = loaded(1.0, None::<f64>).compute();
}

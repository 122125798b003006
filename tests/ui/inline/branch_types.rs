//! Both branches have one type.

#[daisy::inline]
fn size(x: f64, xs: Vec<f64>) -> f64 {
    if x > 1.0 { x } else { xs.len() }
}

#[daisy::inline]
fn test(x: f64) -> f64 {
    if x { 1.0 } else { 2.0 }
}

fn main() {
    let _ = (size(1.0, vec![1.0]).compute(), test(1.0).compute());
}

//! Control flow that leaves no value behind would never run.

#[daisy::inline]
fn checked(x: f64, xs: Vec<f64>, name: Option<f64>) -> f64 {
    if x > 1.0 {
        x.sqrt();
    }
    match name {
        Some(y) => y.sqrt(),
        None => 0.0,
    };
    for v in xs {
        v.sqrt();
    }
    if let Some(y) = name {
        y.sqrt();
    }
    x
}

fn main() {
    let _ = checked(1.0, vec![1.0], None::<f64>).compute();
}

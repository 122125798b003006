//! A value of the wrong type is told where it is returned.

#[daisy::inline]
fn size(xs: Vec<f64>) -> f64 {
    xs.len()
}

#[daisy::inline]
fn sum(x: usize) -> f64 {
    x + 1
}

fn main() {
    let _ = (size(vec![1.0]).compute(), sum(1usize).compute());
}

//! A type that is written is checked where it is.

#[daisy::inline]
fn size(xs: Vec<f64>) -> usize {
    let n: u32 = xs.len();
    n as usize
}

fn main() {
    let _ = size(vec![1.0]).compute();
}

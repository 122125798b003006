//! A promise can't be kept by pieces.

#[daisy::inline]
fn first(xs: Vec<f64>, y: Option<f64>) -> f64 {
    let x = unsafe { *xs.get_unchecked(0) };
    let y = match y {
        Some(y) => unsafe { *[y].get_unchecked(0) },
        None => x,
    };
    let z = unsafe { *[1.0].get_unchecked(0) };
    x + y + z
}

fn main() {
    let _ = first(vec![1.0], None::<f64>).compute();
}

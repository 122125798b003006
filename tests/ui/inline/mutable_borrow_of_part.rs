//! A part of a delayed value is not there to be changed either.

fn clear(xs: &mut Vec<f64>) -> usize {
    xs.clear();
    xs.len()
}

#[daisy::inline]
fn cleared(mut pair: (Vec<f64>, f64)) -> usize {
    clear(&mut pair.0)
}

fn main() {
    let _ = cleared((vec![1.0], 1.0)).compute();
}

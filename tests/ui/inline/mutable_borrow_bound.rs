//! A name for a delayed value is no place to change it through.

#[daisy::inline]
fn filled(mut xs: Vec<f64>) -> Vec<f64> {
    let ys = &mut xs;
    ys.push(1.0);
    let n = xs.iter().zip(&mut xs).count();
    xs
}

fn main() {
    let _ = filled(vec![1.0]).compute();
}

//! All mistakes are told at once, each where it is.

#[daisy::inline(impure)]
fn confused(mut x: f64, xs: Vec<f64>) -> f64 {
    println!("{x}");
    xs.len();
    if x > 1.0 {
        return 1.0;
    }
    xs[0] = 2.0;
    let y = &mut x;
    confused(*y, xs)?
}

fn main() {
    let _ = confused(1.0, vec![1.0]).compute();
}

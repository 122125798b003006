//! A graph has no `cfg`.
#[daisy::inline]
fn f(x: f64) -> f64 {
    #[cfg(all())]
    let (x, k) = (x + 1.0, 2.0);
    x * k
}

fn main() {}

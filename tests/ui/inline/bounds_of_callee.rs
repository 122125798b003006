//! A bound that a generic callee asks for is told at the argument.

fn show<T: std::fmt::Display>(x: T) -> String {
    x.to_string()
}

#[daisy::inline]
fn shown(xs: Vec<f64>) -> String {
    show(xs)
}

fn main() {
    let _ = shown(vec![1.0]).compute();
}

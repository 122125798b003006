//! Parts of a delayed value can't be assigned while the graph is built.

#[derive(Clone, daisy::Tokenize)]
struct Pair {
    a: f64,
    b: f64,
}

#[daisy::inline]
fn changed(mut p: Pair, mut xs: Vec<f64>, mut b: Box<f64>) -> f64 {
    p.a = 1.0;
    p.b += 1.0;
    xs[0] = 1.0;
    *b = 1.0;
    p.a + xs[0] + *b
}

fn main() {
    let _ = changed(Pair { a: 1.0, b: 1.0 }, vec![1.0], Box::new(1.0)).compute();
}

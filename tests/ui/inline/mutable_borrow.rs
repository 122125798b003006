//! A delayed value is not there to be changed while the graph is built.

fn fill(xs: &mut Vec<f64>) {
    xs.push(1.0);
}

#[daisy::inline]
fn filled(mut xs: Vec<f64>) -> Vec<f64> {
    fill(&mut xs);
    xs
}

fn main() {
    let _ = filled(vec![1.0]).compute();
}

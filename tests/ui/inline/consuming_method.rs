//! A method that takes `self` needs a value of its own.

#[derive(Clone, daisy::Tokenize)]
struct Table(Vec<f64>);

impl Table {
    fn finish(self) -> Vec<f64> {
        self.0
    }
}

#[daisy::inline]
fn finished(t: Table) -> usize {
    let xs = t.finish();
    xs.len()
}

fn main() {
    let _ = finished(Table(vec![1.0])).compute();
}

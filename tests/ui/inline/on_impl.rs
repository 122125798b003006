//! Methods are tasks, not graph.

#[derive(Clone, daisy::Tokenize)]
struct Table(Vec<f64>);

#[daisy::inline]
impl Table {
    fn total(&self) -> f64 {
        self.0.iter().sum()
    }
}

fn main() {
    let _ = Table(vec![1.0]).total();
}

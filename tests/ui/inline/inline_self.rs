//! A method of a plain `impl` block can't be called on a handle.

struct Table(Vec<f64>);

impl Table {
    #[daisy::inline]
    fn total(&self) -> f64 {
        self.0.iter().sum()
    }
}

fn main() {
    let _ = Table(vec![1.0]);
}

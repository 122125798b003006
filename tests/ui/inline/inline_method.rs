//! A method is one task.

use daisy::prelude::*;

#[derive(Clone, daisy::Tokenize)]
struct Table(Vec<f64>);

#[delayed]
impl Table {
    #[delayed(inline)]
    fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    #[daisy::inline]
    fn first(&self) -> f64 {
        self.0[0]
    }
}

fn main() {
    let _ = Table(vec![1.0]);
}

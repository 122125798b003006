//! What the command line asks for: `cargo bench -p peers -- running tree 1000000` is one table, one shape, one size.

use std::env;

use crate::shape::Shape;

/// Words of the command line. Where none is of a kind, all of that kind is wanted.
pub struct Wanted(Vec<String>);

impl Wanted {
    pub fn new() -> Wanted {
        Wanted(env::args().skip(1).filter(|word| !word.starts_with("--")).collect())
    }

    /// Those words of `all` that are asked for.
    fn of<'a>(&self, all: &[&'a str]) -> Vec<&'a str> {
        let named: Vec<&str> = all.iter().filter(|name| self.0.iter().any(|word| word == *name)).copied().collect();
        if named.is_empty() { all.to_vec() } else { named }
    }

    /// Whether a table is asked for.
    pub fn table(&self, all: &[&str], table: &str) -> bool {
        self.of(all).contains(&table)
    }

    pub fn shapes(&self, all: &[Shape]) -> Vec<Shape> {
        let names = self.of(&Shape::ALL.map(Shape::name));
        all.iter().filter(|shape| names.contains(&shape.name())).copied().collect()
    }

    pub fn sizes(&self, all: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let named: Vec<usize> = self.0.iter().filter_map(|word| word.parse().ok()).collect();
        all.iter().filter(|(size, _)| named.is_empty() || named.contains(size)).copied().collect()
    }
}

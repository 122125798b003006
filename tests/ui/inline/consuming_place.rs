//! A part of a value can't be moved out of it.

#[derive(Clone, daisy::Tokenize)]
struct Table {
    rows: Vec<f64>,
}

fn total(rows: Vec<f64>) -> f64 {
    rows.iter().sum()
}

#[daisy::inline]
fn sum(t: Table) -> f64 {
    total(t.rows)
}

fn main() {
    let _ = sum(Table { rows: vec![1.0] }).compute();
}

//! Operands that do not go together are told at the operator.

#[daisy::inline]
fn sum(x: f64, name: String) -> f64 {
    x + name
}

#[daisy::inline]
fn same(x: f64, n: usize) -> bool {
    x == n
}

#[daisy::inline]
fn more(x: f64) -> f64 {
    x + 1
}

fn main() {
    let _ = (sum(1.0, "a").compute(), same(1.0, 1usize).compute(), more(1.0).compute());
}

//! Operands that do not go together are told at the operator.

#[daisy::inline]
fn sum(x: f64, name: String) -> f64 {
    name + x
}

#[daisy::inline]
fn same(x: f64, n: usize) -> bool {
    x == n
}

fn main() {
    let _ = (sum(1.0, "a").compute(), same(1.0, 1usize).compute());
}

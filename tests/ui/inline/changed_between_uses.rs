//! A variable is one input of a task, read once: it can't change between two uses there.

#[daisy::inline]
fn steps(x: i64) -> (i64, i64, i64) {
    let mut n = x;
    (n, { n += 1; n }, n)
}

fn main() {
    let _ = steps(1).compute();
}

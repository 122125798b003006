//! A graph that contains itself has no end.

#[daisy::inline]
fn factorial(n: u64) -> u64 {
    if n == 0 { 1 } else { n * factorial(n - 1) }
}

fn main() {
    let _ = factorial(3u64).compute();
}

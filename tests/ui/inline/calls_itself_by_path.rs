//! A graph that contains itself has no end, by whatever path it is named.

#[daisy::inline]
fn factorial(n: u64) -> u64 {
    if n == 0 { 1 } else { n * self::factorial(n - 1) }
}

fn main() {
    let _ = factorial(3u64).compute();
}

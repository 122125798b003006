//! A graph that contains itself has no end, however it is named.

#[daisy::inline]
fn factorial(n: u64) -> u64 {
    if n == 0 { 1 } else { n * self::factorial(n - 1) + map(n, |n| factorial(n)) }
}

fn map(n: u64, f: impl Fn(u64) -> u64) -> u64 {
    f(n)
}

fn main() {
    let _ = factorial(3u64).compute();
}

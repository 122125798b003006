//! Times, side by side.

use std::hint::black_box;
use std::time::Instant;

/// One of those compared.
pub type Side<'a> = &'a dyn Fn();

/// Seconds that each side took, round by round. They take turns, so that whatever else the machine does hits all alike;
/// at each turn the first go does not count, so that a side finds caches and pools as it leaves them itself.
pub struct Rounds<const N: usize>(Vec<[f64; N]>);

/// Measures the sides, this many times.
pub fn rounds<const N: usize>(count: usize, sides: [Side<'_>; N]) -> Rounds<N> {
    Rounds((0..count).map(|_| sides.map(seconds)).collect())
}

impl<const N: usize> Rounds<N> {
    pub fn median(&self, side: usize) -> f64 {
        median(self.0.iter().map(|round| round[side]))
    }

    /// How many times as fast as `slow` the side `fast` is: the median of the rounds' own ratios.
    pub fn speedup(&self, slow: usize, fast: usize) -> f64 {
        median(self.0.iter().map(|round| round[slow] / round[fast]))
    }
}

fn seconds(side: Side<'_>) -> f64 {
    side();
    let start = Instant::now();
    side();
    start.elapsed().as_secs_f64()
}

fn median(items: impl Iterator<Item = f64>) -> f64 {
    let mut items: Vec<f64> = items.collect();
    items.sort_by(f64::total_cmp);
    items[items.len() / 2]
}

/// A side that makes something. Dropping it counts: every side makes as much.
pub fn making<T>(work: impl Fn() -> T) -> impl Fn() {
    move || drop(black_box(work()))
}

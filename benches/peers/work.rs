//! What tasks do, the same in every library.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// Turns of the loop that a task spends before it computes; none in an empty task.
static TURNS: AtomicU64 = AtomicU64::new(0);

/// From now on tasks spin for so many turns.
pub fn spin_for(turns: u64) {
    TURNS.store(turns, Relaxed);
}

/// Turns of the loop in a second, by the fastest of a few tries.
pub fn turns_a_second() -> f64 {
    const TURNS: u64 = 1_000_000;
    let seconds = || {
        let start = Instant::now();
        spin(TURNS);
        start.elapsed().as_secs_f64()
    };
    let fastest = (0..20).map(|_| seconds()).min_by(f64::total_cmp).expect("tried");
    TURNS as f64 / fastest
}

/// Each turn waits for the one before.
fn spin(turns: u64) {
    let mut x = turns;
    for _ in 0..turns {
        x = black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    }
}

/// The sum of what a task reads, and a number of its own.
pub fn sum(inputs: impl IntoIterator<Item = u64>, own: u64) -> u64 {
    let turns = TURNS.load(Relaxed);
    if turns > 0 {
        spin(turns);
    }
    inputs.into_iter().fold(black_box(own), u64::wrapping_add)
}

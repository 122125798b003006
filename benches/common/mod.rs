//! What the benches share: how much to do, timing in turns, and the table.

#![allow(dead_code, reason = "each bench uses a part")]

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Whether to measure, as under `cargo bench`, or only to see that everything runs: `--test`, `cargo test --benches`.
pub fn measuring() -> bool {
    let given = |flag: &str| std::env::args().any(|argument| argument == flag);
    given("--bench") && !given("--test")
}

/// How long `work` takes. What it gives is dropped after the clock has stopped.
pub fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = black_box(work());
    let elapsed = start.elapsed();
    drop(result);
    elapsed
}

/// One of those compared: does its work once, and says how long the part that counts took.
pub type Side<'a> = &'a mut dyn FnMut() -> Duration;

/// Seconds that each side took, round by round.
pub struct Rounds<const N: usize>(Vec<[f64; N]>);

/// Lets the sides take turns, so that whatever else the machine does hits all alike. The first round, in which caches
/// and pools are cold, does not count.
pub fn rounds<const N: usize>(count: usize, mut sides: [Side<'_>; N]) -> Rounds<N> {
    let mut round = || std::array::from_fn(|side| sides[side]().as_secs_f64());
    if measuring() {
        round();
    }
    Rounds((0..count).map(|_| round()).collect())
}

impl<const N: usize> Rounds<N> {
    /// Seconds that `side` takes.
    pub fn median(&self, side: usize) -> f64 {
        median(self.0.iter().map(|round| round[side]))
    }

    /// Seconds of `side` for each second of `peer`, by the median of the rounds' own ratios.
    pub fn ratio(&self, side: usize, peer: usize) -> f64 {
        median(self.0.iter().map(|round| round[side] / round[peer]))
    }
}

pub fn median(items: impl IntoIterator<Item = f64>) -> f64 {
    let mut items: Vec<f64> = items.into_iter().collect();
    items.sort_by(f64::total_cmp);
    items[items.len() / 2]
}

/// Seconds as nanoseconds.
pub fn nanos(seconds: f64) -> String {
    let nanos = seconds * 1e9;
    if nanos < 10.0 { format!("{nanos:.1} ns") } else { format!("{nanos:.0} ns") }
}

/// A ratio.
pub fn times(ratio: f64) -> String {
    if ratio < 100.0 { format!("{ratio:.2}x") } else { format!("{ratio:.0}x") }
}

/// What became of a goal. Sizes that only try the program say nothing about it.
pub fn verdict(met: bool) -> String {
    let word = match (measuring(), met) {
        (false, _) => "-",
        (true, true) => "met",
        (true, false) => "NOT MET",
    };
    word.into()
}

/// Prints as lines of aligned columns.
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(title: impl Into<String>, head: &[&str]) -> Table {
        Table { title: title.into(), rows: vec![head.iter().map(|&name| name.to_owned()).collect()] }
    }

    pub fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}\n", self.title)?;
        let width = |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.rows[0].len()).map(width).collect();
        for row in &self.rows {
            write!(f, "  {:<1$}", row[0], widths[0])?;
            for (cell, width) in row.iter().zip(&widths).skip(1) {
                write!(f, "  {cell:>width$}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

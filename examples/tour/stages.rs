//! What is known while the graph is built runs then; all else is graph.

use daisy::prelude::*;

use crate::page::show;

#[delayed]
fn readings(station: &str, day: u64) -> Vec<f64> {
    (0..4).map(|hour| station.len() as f64 + (day * hour) as f64).collect()
}

fn highest(days: Vec<Vec<f64>>) -> f64 {
    days.into_iter().flatten().fold(f64::MIN, f64::max)
}

// The loop is gone: there is a task for each day.
#[daisy::inline]
fn record(station: &str) -> f64 {
    let mut days = Vec::new();
    for day in 1..=3 {
        days.push(readings(station, day));
    }
    highest(days)
}

// `rate` and `years` are known, `sum` is not.
#[daisy::inline]
fn savings(start: f64) -> f64 {
    let rate = 1.0 + 0.25;
    let years = 2;
    let mut sum = start;
    for _ in 0..years {
        sum = sum * rate;
    }
    sum
}

pub fn show() {
    show!(record("Lisbon"));
    show!(savings(100.0));
}

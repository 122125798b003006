//! Hashing: `daisy::value` of numbers in bulk against BLAKE3 of the same bytes; both on all cores with the feature `rayon`.
//!
//! `value` takes its `Vec` and hashes it where it lies. Each side gets a fresh copy every time; neither the copy nor
//! its end is timed.

mod common;

use std::time::Duration;

use common::{Table, measuring, rounds, timed, times, verdict};
use daisy::prelude::*;

/// The part of BLAKE3's speed to reach.
const GOAL: f64 = 0.95;

fn daisy<T: Clone>(items: &[T]) -> Duration
where
    Vec<T>: Tokenize + Data,
{
    let items = items.to_vec();
    timed(|| daisy::value(items))
}

#[cfg(feature = "rayon")]
fn hash(bytes: &[u8]) -> blake3::Hash {
    blake3::Hasher::new().update_rayon(bytes).finalize()
}

#[cfg(not(feature = "rayon"))]
fn hash(bytes: &[u8]) -> blake3::Hash {
    blake3::hash(bytes)
}

fn peer(bytes: &[u8]) -> Duration {
    let bytes = bytes.to_vec();
    timed(|| (hash(&bytes), bytes))
}

fn compare<T: Clone>(table: &mut Table, name: &str, items: &[T], bytes: &[u8])
where
    Vec<T>: Tokenize + Data,
{
    let count = if measuring() { (400_000_000 / bytes.len()).clamp(9, 1001) } else { 1 };
    let measured = rounds(count, [&mut || daisy(items), &mut || peer(bytes)]);
    let speed = |side: usize| format!("{:.2} GB/s", bytes.len() as f64 / measured.median(side) / 1e9);
    let part = measured.ratio(1, 0);
    table.row([
        format!("{name}, {} KB", bytes.len() / 1_000),
        speed(0),
        speed(1),
        times(part),
        format!(">= {}", times(GOAL)),
        verdict(part >= GOAL),
    ]);
}

fn main() {
    let sizes: &[usize] = match measuring() {
        true => &[64_000, 1_000_000, 8_000_000, 100_000_000],
        false => &[64_000],
    };
    let mut table = Table::new(
        if cfg!(feature = "rayon") {
            "Hashing on all cores: `value(Vec<_>)`; peer: BLAKE3 of the same bytes; ratio of speeds"
        } else {
            "Hashing: `value(Vec<_>)`; peer: `blake3::hash` of the same bytes; ratio of speeds"
        },
        &["", "daisy", "peer", "ratio", "goal", ""],
    );
    for &size in sizes {
        let floats: Vec<f64> = (0..size / 8).map(|i| i as f64 * 0.37).collect();
        let bytes: Vec<u8> = floats.iter().flat_map(|item| item.to_le_bytes()).collect();
        compare(&mut table, "Vec<f64>", &floats, &bytes);
        let integers: Vec<i64> = (0..size as i64 / 8).map(|i| i * 37).collect();
        let bytes: Vec<u8> = integers.iter().flat_map(|item| item.to_le_bytes()).collect();
        compare(&mut table, "Vec<i64>", &integers, &bytes);
    }
    println!("{table}");
}

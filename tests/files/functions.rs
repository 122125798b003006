//! What the graphs here are made of.

use daisy::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tokenize)]
pub struct Table {
    pub name: String,
    pub rows: Vec<f64>,
}

pub fn table(name: &str, rows: &[f64]) -> Table {
    Table { name: name.to_owned(), rows: rows.to_vec() }
}

#[delayed]
pub fn load(name: &str, len: usize) -> Table {
    table(name, &vec![0.5; len])
}

#[delayed(version = 3, retries = 2)]
pub fn sum(parts: Vec<Table>) -> f64 {
    parts.iter().flat_map(|part| &part.rows).sum()
}

#[delayed]
pub async fn later(x: f64) -> f64 {
    x + 0.25
}

#[delayed(blocking)]
pub fn halves(x: f64) -> Result<(f64, i64), std::num::TryFromIntError> {
    Ok((x / 2.0, 1))
}

#[delayed]
pub fn countdown(n: u64) -> Delayed<u64> {
    if n == 0 { daisy::value(0) } else { countdown(n - 1) + 1 }
}

#[delayed]
pub fn pick(pair: (f64, i64), of: [f64; 2], more: Option<f64>) -> f64 {
    pair.0 + of[0] * of[1] + more.unwrap_or(pair.1 as f64)
}

#[delayed]
pub fn shout(text: &'static str, name: String) -> String {
    format!("{text} {name}").to_uppercase()
}

pub static DRAWN: AtomicU64 = AtomicU64::new(0);

#[delayed(impure)]
pub fn draw(limit: u64) -> u64 {
    DRAWN.fetch_add(1, Relaxed) % limit
}

#[delayed]
impl Table {
    pub fn mean(&self, or: f64) -> f64 {
        if self.rows.is_empty() { or } else { self.rows.iter().sum::<f64>() / self.rows.len() as f64 }
    }
}

#[daisy::inline]
pub fn blend(a: f64, b: f64, k: f64) -> f64 {
    if a < b { a * k + b } else { b * k - a }
}

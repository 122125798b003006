//! Small delayed functions, and an error of a user.

use daisy::prelude::*;
use std::fmt;

#[delayed]
pub fn number(n: i64) -> i64 {
    n
}

#[delayed]
pub fn inc(x: i64) -> i64 {
    x + 1
}

#[delayed]
pub fn minus(a: i64, b: i64) -> i64 {
    a - b
}

#[delayed]
pub fn total(items: &[i64]) -> i64 {
    items.iter().sum()
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bad(pub i64);

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad number {}", self.0)
    }
}

impl std::error::Error for Bad {}

/// The text of an error and of all it comes from.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let errors = std::iter::successors(Some(error), |error| error.source());
    errors.map(|error| error.to_string()).collect::<Vec<_>>().join(": ")
}

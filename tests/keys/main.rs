//! Keys: what they cover, what folds because of them, and what never does.

#![allow(clippy::needless_borrows_for_generic_args, reason = "what may be passed is what is tested")]

#[path = "../common/mod.rs"]
mod common;

mod as_values;
#[cfg(feature = "serde")]
mod by_serde;
mod derived;
mod folding;
mod from_run_to_run;
mod names_are_not_identities;
mod of_closures;
mod of_constants;
mod of_tasks;
mod skipped_fields;

use daisy::Key;
use daisy::prelude::*;

/// The key of a constant with this content.
fn key<T: Data + Tokenize>(content: T) -> Key {
    daisy::value(content).key()
}

/// Fails if two of them are equal, and says which.
fn all_differ<const N: usize>(keys: [(&str, Key); N]) {
    for (i, (a, left)) in keys.iter().enumerate() {
        for (b, right) in &keys[i + 1..] {
            assert_ne!(left, right, "{a} and {b} share a key");
        }
    }
}

//! What `#[delayed]` accepts, what its calls accept, and what the handles compute to.

#![allow(clippy::needless_borrows_for_generic_args, reason = "what may be passed is what is tested")]

#[path = "../common/mod.rs"]
mod common;

mod asynchronous;
mod attributes;
mod by_reference;
mod by_value;
mod generic;
mod law;
mod made_by_macros;
mod methods;
mod options;
mod patterns;
mod places;
mod recursion;
mod renamed_daisy;
mod returning;
mod unread_parameters;

use daisy::prelude::*;

#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Point {
    x: i64,
    y: i64,
}

#[delayed]
fn text(s: &str) -> String {
    s.to_string()
}

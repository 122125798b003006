//! A parameter's type can't borrow.

use daisy::prelude::*;

use std::borrow::Cow;

#[delayed]
fn count(text: &Cow<'_, str>) -> usize {
    text.len()
}

fn main() {
    let _ = count("a").compute();
}

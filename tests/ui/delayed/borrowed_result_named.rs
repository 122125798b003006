//! A result can't borrow from the arguments, by whatever name.

use daisy::prelude::*;

use std::borrow::Cow;

#[delayed]
fn trimmed<'a>(text: &'a String) -> Cow<'a, str> {
    Cow::Borrowed(text.trim())
}

fn main() {
    let _ = trimmed("a").compute();
}

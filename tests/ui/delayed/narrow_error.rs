//! Errors travel between threads.

use daisy::prelude::*;

use std::error::Error;

#[delayed]
fn parse(text: &str) -> Result<u64, Box<dyn Error>> {
    Ok(text.parse()?)
}

fn main() {
    let _ = parse("1").compute();
}

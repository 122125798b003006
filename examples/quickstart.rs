//! Counts the words of files, in parallel: annotate, call, compute.
//!
//! ```text
//! cargo run --example quickstart [-- FILE..]
//! ```

use daisy::prelude::*;

#[delayed]
fn load(path: String) -> std::io::Result<String> {
    std::fs::read_to_string(path)
}

#[delayed]
fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

#[delayed]
fn report(counts: Vec<usize>) -> String {
    format!("{} words in {} files", counts.iter().sum::<usize>(), counts.len())
}

fn main() -> daisy::Result<()> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let paths = if given.is_empty() { vec!["Cargo.toml".into(), "src/lib.rs".into()] } else { given };
    let counts: Vec<_> = paths.iter().map(|path| count(load(path))).collect();
    println!("{}", report(counts).compute().wait()?);
    Ok(())
}

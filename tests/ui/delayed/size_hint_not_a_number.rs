//! A size hint is a number of bytes.

use daisy::prelude::*;

#[delayed(size_hint = "8 MB")]
fn load(path: String) -> Vec<u8> {
    path.into_bytes()
}

#[delayed(size_hint)]
fn clean(table: Vec<u8>) -> Vec<u8> {
    table
}

#[delayed(size_hint = |rows| rows * 8)]
fn read(rows: usize) -> Vec<u64> {
    vec![0; rows]
}

#[delayed(size_hint = -1)]
fn sort(table: Vec<u8>) -> Vec<u8> {
    table
}

fn main() {}

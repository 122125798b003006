#![deny(warnings)]
use daisy::prelude::*;

#[delayed]
fn load() -> u8 {
    1
}

fn main() {
    load();
}

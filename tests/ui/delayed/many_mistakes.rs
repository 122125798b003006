//! All mistakes in one function are told at once.

use daisy::prelude::*;

#[delayed(impur)]
unsafe fn load(path: &mut String, parts: Vec<&str>) -> &str {
    path
}

fn main() {
    let _ = load(String::new(), vec!["a"]).compute();
}

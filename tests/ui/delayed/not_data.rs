//! A result moves between threads.

use daisy::prelude::*;

use std::rc::Rc;

#[delayed]
fn shared(x: u64) -> Rc<u64> {
    Rc::new(x)
}

fn main() {
    let _ = shared(1u64);
}

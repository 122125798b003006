//! The harness can't run a task.

use daisy::prelude::*;

#[delayed]
#[test]
fn doubles() {
    assert_eq!(2 * 2, 4);
}

fn main() {}

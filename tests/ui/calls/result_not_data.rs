use std::rc::Rc;

use daisy::prelude::*;

fn main() {
    let _ = daisy::opaque(Rc::new(1));
    let _: Delayed<i64>;
}

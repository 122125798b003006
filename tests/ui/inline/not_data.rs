//! A value of a graph may be anywhere, so it is `Send` and `Sync`.

use std::rc::Rc;

#[daisy::inline]
fn shared(x: f64) -> f64 {
    let r = Rc::new(x);
    *r + 1.0
}

fn main() {
    let _ = shared(1.0).compute();
}

//! A variable of the wrong type is told where it is named.

#[daisy::inline]
fn named(name: String) -> f64 {
    name
}

#[daisy::inline]
fn either(c: bool, x: f64, name: String) -> f64 {
    if c { x } else { name }
}

fn main() {
    let _ = (named("a").compute(), either(true, 1.0, "a").compute());
}

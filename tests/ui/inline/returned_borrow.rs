//! What is returned is owned.

#[daisy::inline]
fn longest(a: String) -> String {
    a.trim()
}

fn main() {
    let _ = longest("a").compute();
}

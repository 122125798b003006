//! What is kept between tasks is owned.

#[daisy::inline]
fn trimmed(s: String) -> usize {
    let t = s.trim();
    t.len()
}

fn main() {
    let _ = trimmed(" a ").compute();
}

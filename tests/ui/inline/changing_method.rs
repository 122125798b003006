//! A method that changes a delayed value would change nothing.

#[daisy::inline]
fn sorted(mut xs: Vec<u8>) -> Vec<u8> {
    xs.sort();
    xs
}

fn main() {
    let _ = sorted(vec![1u8]).compute();
}

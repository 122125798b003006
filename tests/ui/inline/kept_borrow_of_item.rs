//! What is kept between tasks is owned.

#[daisy::inline]
fn first(xs: Vec<String>) -> usize {
    let x = xs.first().unwrap();
    x.len()
}

fn main() {
    let _ = first(vec!["a".to_owned()]).compute();
}

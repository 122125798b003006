//! Only a function has a body to take apart.

#[daisy::inline]
struct Table(Vec<f64>);

fn main() {
    let _ = Table(vec![1.0]);
}

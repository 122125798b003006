//! Both branches are built, so neither may change what stands outside.
#[daisy::inline]
fn f(x: f64) -> f64 {
    let mut stack = vec![1.0, 2.0];
    let top = if x > 0.0 { x + stack.pop().unwrap() } else { 0.0 };
    top + stack.len() as f64
}

fn main() {}

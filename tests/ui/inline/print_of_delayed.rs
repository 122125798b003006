//! What prints a delayed value has nothing to print yet.

#[daisy::inline]
fn double(x: f64) -> f64 {
    println!("x is {x}");
    eprintln!("{:?}", x + 1.0);
    dbg!(x);
    x * 2.0
}

fn main() {
    let _ = double(1.0).compute();
}

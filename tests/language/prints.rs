#[daisy::inline]
fn double(x: f64) -> f64 {
    println!("doubling {x}");
    x * 2.0
}

fn main() {}

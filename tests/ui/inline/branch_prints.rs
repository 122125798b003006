//! What is static in a branch happens whichever is taken.
#[daisy::inline]
fn f(x: f64) -> f64 {
    if x > 0.0 {
        println!("positive");
        x
    } else {
        -x
    }
}

fn main() {}

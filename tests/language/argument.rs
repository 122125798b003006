fn half(x: f64) -> f64 {
    x / 2.0
}

#[daisy::inline]
fn halved(name: String) -> f64 {
    half(name)
}

fn main() {}

//! A trait's function has no body here.

trait Sum {
    #[daisy::inline]
    fn total(x: f64) -> f64;
}

fn main() {}

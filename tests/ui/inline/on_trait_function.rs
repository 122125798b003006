//! A trait's declaration has no body to take apart.

trait Sum {
    #[daisy::inline]
    fn total(x: f64) -> f64;
}

fn main() {}

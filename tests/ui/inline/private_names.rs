//! Names of another module are private as ever.

mod tables {
    pub fn make(x: f64) -> f64 {
        scaled(x)
    }
    fn scaled(x: f64) -> f64 {
        x * 2.0
    }
}

#[daisy::inline]
fn scaled(x: f64) -> f64 {
    tables::make(x) + tables::scaled(x)
}

fn main() {
    let _ = scaled(1.0).compute();
}

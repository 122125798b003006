//! Nobody can see what another macro does with a delayed value.

#[allow(unused_macros)]
macro_rules! twice {
    ($x:expr) => {
        $x + $x
    };
}

#[daisy::inline]
fn double(x: f64) -> f64 {
    twice!(x);
    let y = twice!(x) + 1.0;
    y.max(twice!(y))
}

fn main() {
    let _ = double(1.0).compute();
}

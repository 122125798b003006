//! A closure over delayed variables is no value.

#[daisy::inline]
fn scaled(x: f64, k: f64) -> f64 {
    let all = vec![|x: f64| x * k];
    all[0](x)
}

fn main() {
    let _ = scaled(1.0, 2.0).compute();
}

//! A call whose result nobody uses would never run, whatever it does.

fn save(x: f64) -> f64 {
    x
}

#[daisy::inline]
fn saved(x: f64) -> f64 {
    save(x);
    std::process::abort();
    x
}

fn main() {
    let _ = saved(1.0).compute();
}

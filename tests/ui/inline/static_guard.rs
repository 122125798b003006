//! A `match` that is decided while the graph is built has guards that are known then.

#[daisy::inline]
fn scaled(x: i64, fine: bool) -> i64 {
    let level = 2;
    match level {
        0 => x,
        k if fine => x + k,
        _ => x * 2,
    }
}

fn main() {
    let _ = scaled(1, true).compute();
}

use daisy::prelude::*;

#[delayed]
fn double(x: i64) -> i64 {
    2 * x
}

#[delayed]
fn name() -> String {
    "daisy".into()
}

fn main() {
    let _ = double(name());
}

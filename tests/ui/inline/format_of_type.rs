//! What a format string can't print is told at the string.

#[derive(Clone, daisy::Tokenize)]
struct Table(f64);

#[daisy::inline]
fn shown(t: Table) -> String {
    format!("{t} and {}", t)
}

fn main() {
    let _ = shown(Table(1.0)).compute();
}

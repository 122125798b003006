//! Neither can what is inside a `Result`.

use daisy::prelude::*;

#[delayed]
fn first(words: &[String]) -> Result<&String, String> {
    words.first().ok_or_else(|| "none".to_owned())
}

fn main() {
    let _ = first(vec![String::new()]).compute();
}

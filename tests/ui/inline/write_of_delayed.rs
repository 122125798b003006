//! A task that is no loop can't change a variable from outside by writing to it.

#[allow(unused_imports)]
use std::fmt::Write;

#[daisy::inline]
fn line(x: i64) -> String {
    let mut text = String::new();
    write!(text, "{x},").unwrap();
    text
}

#[daisy::inline]
fn lines(x: i64, mut text: String) -> Result<String, std::fmt::Error> {
    for i in 0..3 {
        writeln!(&mut text, "{}", x * i)?;
    }
    Ok(text)
}

#[daisy::inline]
fn perhaps(x: Option<i64>, mut text: String) -> String {
    if let Some(x) = x {
        let _ = write!(text, "{x}");
    }
    text
}

fn main() {
    let _ = (line(1), lines(1, ""), perhaps(Some(1), ""));
}

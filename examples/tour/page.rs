//! How a function is shown.

use std::fmt::Debug;

use daisy::prelude::*;

/// Prints a function of this file, a call of it as a graph, and its value.
macro_rules! show {
    ($name:ident($($argument:expr),*)) => {
        crate::page::print(
            crate::page::source(include_str!(concat!("../../", file!())), stringify!($name)),
            concat!(stringify!($name), "(", stringify!($($argument),*), ")"),
            $name($($argument),*),
        )
    };
}
pub(crate) use show;

pub fn print<T: Data + Clone + Debug>(source: &str, call: &str, handle: Delayed<T>) {
    println!("{}\n", indented(source));
    println!("  {call}\n\n{}\n", indented(&handle.graph().to_string()));
    match handle.compute().wait() {
        Ok(value) => println!("  gives {value:?}\n\n"),
        Err(error) => println!("  fails: {error}\n\n"),
    }
}

/// The text of an inline function, with what is said above it.
pub fn source<'a>(file: &'a str, name: &str) -> &'a str {
    let head = file.find(&format!("fn {name}(")).expect("it is in this file");
    let start = file[..head].rfind("\n\n").map_or(0, |blank| blank + 2);
    let end = file[head..].find("\n}").expect("it ends");
    &file[start..head + end + 2]
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

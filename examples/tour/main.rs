//! A walk through the language of inline functions: each function as it is written, the graph that a call of it is,
//! and what that gives. `docs/language.md` says why.
//!
//! ```text
//! cargo run --example tour               all of it
//! cargo run --example tour -- choices    one chapter
//! ```

mod chains;
mod choices;
mod failing;
mod folding;
mod nodes;
mod ownership;
mod page;
mod stages;

/// The name of a chapter, its text, and what shows it.
macro_rules! chapters {
    ($($name:ident)*) => {
        [$((stringify!($name), include_str!(concat!(stringify!($name), ".rs")), $name::show as fn())),*]
    };
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    for (name, text, show) in chapters!(stages nodes chains choices ownership folding failing) {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            let about = text.lines().next().unwrap_or_default().trim_start_matches("//! ");
            println!("{}: {about}\n", name.to_uppercase());
            show();
        }
    }
}

//! The chapter about the language shows errors as they are: each piece of code that it says does not compile is a file
//! in `tests/language`, and the text below it is what the compiler says there. (Code that compiles is run as doctests.)

use std::fs;
use std::path::Path;

const FOLDER: &str = "tests/language";

#[test]
fn its_mistakes_are_mistakes() {
    trybuild::TestCases::new().compile_fail("tests/language/*.rs");
}

#[test]
fn its_errors_are_what_the_compiler_says() {
    let chapter = read(Path::new("docs/language.md"));
    let shown: Vec<_> = chapter.split("```rust,compile_fail\n").skip(1).map(parts).collect();
    let files = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let mut known: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "rs")).collect();
    assert_eq!(shown.len(), known.len(), "every file in {FOLDER} is shown once");
    for (code, text) in shown {
        let file = known.iter().position(|path| read(path).trim_end_matches("\nfn main() {}\n") == code);
        let file = known.swap_remove(file.unwrap_or_else(|| panic!("no file in {FOLDER} is\n{code}")));
        assert_eq!(text, said(&read(&file.with_extension("stderr"))), "the error of {}", file.display());
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).replace("\r\n", "\n")
}

/// The code that a part of the chapter begins with, and the first text below it.
fn parts(rest: &str) -> (String, String) {
    let (code, rest) = rest.split_once("```").expect("code ends");
    let (_, rest) = rest.split_once("```text\n").expect("an error below the code");
    let (text, _) = rest.split_once("```").expect("text ends");
    (code.to_owned(), text.to_owned())
}

/// What the compiler says, without the line that names the file.
fn said(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("-->"));
    lines.map(|line| format!("{line}\n")).collect()
}

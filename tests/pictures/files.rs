//! Paths: endings, and what can't be written.

use std::fs;
use std::io::ErrorKind;

use daisy::prelude::*;
use daisy::{Key, Layer};

use crate::common::functions::inc;
use crate::shared::Folder;

#[test]
fn an_unknown_ending_is_invalid_and_leaves_no_file() {
    let folder = Folder::new();
    for name in ["graph.png", "graph", "svg", ".svg", "graph.svg.gz"] {
        let error = inc(1).graph().render(folder.path().join(name)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let text = error.to_string();
        assert!(text.contains(name) && text.contains(".txt, .dot, .svg, .html, .json"), "{text}");
    }
    assert!(folder.files().is_empty());
}

#[test]
fn an_ending_is_known_in_capitals_too() {
    let folder = Folder::new();
    inc(1).graph().render(folder.path().join("GRAPH.SVG")).unwrap();
    assert_eq!(folder.files(), ["GRAPH.SVG"]);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = Folder::new();
    let path = folder.path().join("missing/graph.svg");
    let error = inc(1).graph().render(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    assert!(folder.files().is_empty());
}

#[test]
fn what_is_there_stays_if_the_picture_cannot_take_its_place() {
    let folder = Folder::new();
    // A folder that is not empty takes the place of the file, so that it can't be replaced even by root.
    let path = folder.path().join("graph.svg");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("kept"), "").unwrap();
    let error = inc(1).graph().render(&path).unwrap_err();
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    assert_eq!(folder.files(), ["graph.svg"]);
    assert!(path.join("kept").exists());
}

/// A layer that does not keep to its rules.
struct Torn;

impl Layer for Torn {
    type Output = i64;
    fn key(&self) -> Key {
        Key::new("torn", &())
    }
    fn len(&self) -> usize {
        1
    }
    fn task(&self, index: usize) -> Delayed<i64> {
        panic!("no file {index}")
    }
}

#[test]
fn a_layer_that_breaks_its_rules_is_an_error_and_leaves_no_file() {
    let folder = Folder::new();
    let path = folder.path().join("graph.svg");
    let error = daisy::layer(Torn).block(0).graph().render(&path).unwrap_err();
    let text = error.to_string();
    assert!(text.contains(path.to_str().unwrap()) && text.contains("torn") && text.contains("no file 0"), "{text}");
    assert!(folder.files().is_empty());
}

#[test]
fn a_picture_replaces_the_one_before() {
    let folder = Folder::new();
    let path = folder.path().join("graph.txt");
    inc(1).graph().render(&path).unwrap();
    daisy::visualize(inc(inc(1)), &path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "a = value i64\nb = inc(a)\nreturn inc(b)");
    assert_eq!(folder.files(), ["graph.txt"]);
}

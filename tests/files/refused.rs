//! What can't be written: an error that names the task and the type.

use crate::functions::*;
use daisy::ErrorKind;
use daisy::prelude::*;

#[track_caller]
fn refused<T: Data>(handle: &Delayed<T>, task: &str, says: &[&str]) {
    let error = handle.graph().to_bytes().expect_err("it can't be written");
    assert_eq!(error.kind(), ErrorKind::Executor);
    assert_eq!(error.task().unwrap().name(), task);
    let text = error.to_string();
    for part in says {
        assert!(text.contains(part), "no `{part}` in: {text}");
    }
}

#[delayed]
fn largest<T: PartialOrd + Clone>(of: Vec<T>) -> T {
    of.into_iter().reduce(|a, b| if b > a { b } else { a }).unwrap()
}

#[test]
fn a_generic_function() {
    refused(&largest(vec![1.0, 2.0]), "largest", &["largest-", "gives a `f64`", "refused::largest` is generic"]);
}

#[test]
fn closures() {
    refused(
        &later(1.0).map(|x| x + 1.0),
        "map",
        &["map-", "gives a `f64`", "its code is a closure", "refused::closures"],
    );
    let k = later(1.0).compute().wait().unwrap();
    refused(&later(1.0).map(move |x| x + k), "map", &["captures values"]);
    refused(&later(1.0).and_then(|_| later(2.0)), "and_then", &["its code is a closure"]);
}

#[daisy::inline]
fn chain(x: f64) -> f64 {
    x.powi(2).sqrt()
}

#[test]
fn the_text_of_an_inline_function() {
    refused(&chain(2.0), "powi.sqrt", &["gives a `f64`", "refused::chain"]);
}

pub struct Rows;

impl daisy::Layer for Rows {
    type Output = f64;
    fn key(&self) -> daisy::Key {
        daisy::Key::new("rows", &())
    }
    fn len(&self) -> usize {
        3
    }
    fn task(&self, index: usize) -> Delayed<f64> {
        later(index as f64)
    }
}

/// The rule of a layer that is code can't be written.
#[test]
fn layers_that_are_code() {
    let rows = daisy::layer(Rows);
    let said = |graph: daisy::Graph| graph.to_bytes().unwrap_err().to_string();
    let is_named = |error: String| {
        assert!(error.contains("rows-") && error.contains("it is a layer whose rule is code"), "{error}");
        assert!(error.contains("`blockwise` or `tree_reduce`, or compute or persist it"), "{error}");
    };
    is_named(said(Collection::graph(&rows)));
    is_named(said(later(rows.block(1)).graph()));
    let over = daisy::blockwise("over", &rows, later);
    is_named(said(Collection::graph(&over)));
    let again = daisy::clone_graph(daisy::blockwise("over", 0..3, number));
    let error = said(Collection::graph(&again));
    assert!(error.contains("over-") && error.contains("`clone_graph`"), "{error}");
}

#[delayed]
fn number(n: usize) -> f64 {
    n as f64
}

#[test]
fn tasks_of_layers() {
    let generic = daisy::blockwise("largest", 0..3, |n| largest(vec![number(n)]));
    let error = Collection::graph(&generic).to_bytes().unwrap_err().to_string();
    assert!(error.contains("refused::largest` is generic"), "{error}");
    let plain = daisy::blockwise("plain", 0..3, |n| reads_both(n, Plain(1)));
    let error = Collection::graph(&plain).to_bytes().unwrap_err().to_string();
    assert!(error.contains("a `files::refused::Plain` and asked for or read by a layer"), "{error}");
    let built = daisy::blockwise("built", 0..3, number).graph().tasks().next().unwrap();
    let error = daisy::Graph::new([built]).to_bytes().unwrap_err().to_string();
    assert!(error.contains("built-") && error.contains("already built"), "{error}");
}

#[delayed]
fn reads_both(n: usize, plain: &Plain) -> u64 {
    plain.0 + n as u64
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Plain(u64);

#[delayed]
fn reads(plain: &Plain) -> u64 {
    plain.0
}

#[test]
fn a_constant_without_serde() {
    let says = ["value-", "a `files::refused::Plain`", "an input of reads-", "`Serialize` and `Deserialize`"];
    refused(&reads(Plain(1)), "reads", &says);
    refused(&daisy::value(Plain(1)), "value", &["a `files::refused::Plain`", "asked for"]);
}

#[test]
fn a_constant_of_a_type_in_no_signature() {
    let second = daisy::value(std::time::Duration::from_secs(1));
    refused(&second, "value", &["a `core::time::Duration`", "in its signature"]);
    refused(&(&second + &second), "add", &["gives a `core::time::Duration`", "operators over primitives"]);
}

/// A result that is held is a constant.
#[test]
fn a_held_result_without_serde() {
    #[delayed]
    fn plain(x: u64) -> Plain {
        Plain(x)
    }
    let held = plain(3).persist().wait().unwrap();
    refused(&reads(held), "reads", &["plain-", "a `files::refused::Plain`"]);
}

#[derive(Clone, Debug, PartialEq, Tokenize, serde::Serialize, serde::Deserialize)]
struct Lossy {
    kept: u64,
    #[serde(skip)]
    lost: u64,
}

#[derive(Clone, Debug, PartialEq, Tokenize, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(u64),
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Panicking;

impl serde::Serialize for Panicking {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("not today")
    }
}

impl<'de> serde::Deserialize<'de> for Panicking {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Panicking, D::Error> {
        Ok(Panicking)
    }
}

#[delayed]
fn odd(lossy: Lossy, untagged: Untagged, panicking: Panicking) -> bool {
    lossy.kept == lossy.lost && untagged == Untagged::Number(1) && panicking == Panicking
}

/// What could not be read back is not written either.
#[test]
fn serde_that_does_not_give_the_value_back() {
    let value = |lost| daisy::value(Lossy { kept: 1, lost });
    assert!(value(0).graph().to_bytes().is_ok());
    refused(&value(2), "value", &["another content", "files::refused::Lossy"]);
    refused(&daisy::value(Untagged::Number(1)), "value", &["files::refused::Untagged"]);
    refused(&daisy::value(Panicking), "value", &["it panicked: not today"]);
    let call = odd(value(0), daisy::value(Untagged::Number(1)), daisy::value(Panicking));
    refused(&call, "odd", &["Untagged", "an input of odd-"]);
}

//! `by_serde`: constants keyed by their serialized content.

use daisy::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Settings {
    name: String,
    limits: Vec<u32>,
    mode: Mode,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
enum Mode {
    Fast,
    Exact { digits: u32 },
}

fn settings() -> Settings {
    Settings { name: "a".into(), limits: vec![1, 2], mode: Mode::Exact { digits: 3 } }
}

#[delayed]
fn most(settings: &Settings) -> u32 {
    settings.limits.iter().copied().max().unwrap_or(0)
}

#[test]
fn equal_content_has_an_equal_key() {
    assert_eq!(daisy::by_serde(settings()).key(), daisy::by_serde(settings()).key());
}

#[test]
fn every_part_of_the_content_counts() {
    let key = daisy::by_serde(settings()).key();
    let others = [
        Settings { name: "b".into(), ..settings() },
        Settings { limits: vec![2, 1], ..settings() },
        Settings { limits: vec![1, 2, 0], ..settings() },
        Settings { mode: Mode::Fast, ..settings() },
        Settings { mode: Mode::Exact { digits: 4 }, ..settings() },
    ];
    for other in others {
        assert_ne!(key, daisy::by_serde(other.clone()).key(), "{other:?}");
    }
}

#[test]
fn it_is_an_ordinary_constant() {
    let read = most(daisy::by_serde(settings()));
    assert_eq!(read.graph().len(), 1);
    assert_eq!(read.key(), most(daisy::by_serde(settings())).key());
    assert_eq!(read.compute().wait().unwrap(), 2);
}

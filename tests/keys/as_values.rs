//! `Key` as a type.

use crate::all_differ;
use crate::common::functions::inc;
use daisy::prelude::*;
use daisy::{Key, Node};
use std::collections::{BTreeSet, HashSet};

fn squares() -> Key {
    Key::new("squares", &(3i64, "x"))
}

#[test]
fn new_covers_name_and_content() {
    assert_eq!(squares(), squares());
    all_differ([
        ("squares", squares()),
        ("cubes", Key::new("cubes", &(3i64, "x"))),
        ("other content", Key::new("squares", &(4i64, "x"))),
        ("other types", Key::new("squares", &(3i32, "x"))),
    ]);
}

#[test]
fn display_is_the_name_and_a_hex_prefix() {
    let shown = squares().to_string();
    let hex = shown.strip_prefix("squares-").expect("the name first");
    assert!(!hex.is_empty() && hex.chars().all(|c| c.is_ascii_hexdigit()), "{shown}");
    assert!(inc(1).key().to_string().starts_with("inc-"));
}

#[test]
fn display_adds_the_index() {
    assert_eq!(squares().at(7).to_string(), format!("{}[7]", squares()));
}

#[test]
fn index_is_what_at_put_in() {
    assert_eq!(squares().index(), None);
    assert_eq!(squares().at(0).index(), Some(0));
    assert_eq!(squares().at(7).index(), Some(7));
}

#[test]
fn at_gives_each_block_a_key() {
    assert_eq!(squares().at(7), squares().at(7));
    all_differ([
        ("the layer", squares()),
        ("block 0", squares().at(0)),
        ("block 1", squares().at(1)),
        ("another's block 1", Key::new("squares", &4i64).at(1)),
    ]);
}

#[test]
fn name_is_the_function_or_what_new_was_given() {
    assert_eq!(squares().name(), "squares");
    assert_eq!(squares().at(7).name(), "squares");
    assert_eq!(inc(1).key().name(), "inc");
    assert_eq!(inc(1).name(), "inc");
    assert_eq!(Node::from(inc(1)).name(), "inc");
    assert_eq!(Node::from(daisy::value(1i64)).name(), "value");
}

#[test]
fn keys_are_ordered_and_hashed_by_their_identity() {
    let keys: Vec<Key> = (0..100).map(|i| inc(i).key()).chain((0..100).map(|i| squares().at(i))).collect();
    let twice = || keys.iter().chain(&keys).cloned();
    assert_eq!(twice().collect::<HashSet<_>>().len(), 200);
    assert_eq!(twice().collect::<BTreeSet<_>>().len(), 200);
    let mut sorted = keys.clone();
    sorted.sort();
    assert!(sorted.is_sorted());
    assert!(sorted.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn keys_can_be_part_of_keys() {
    assert_ne!(Key::new("means", &squares()), Key::new("means", &inc(1).key()));
    assert_eq!(Key::new("means", &squares()), Key::new("means", &squares()));
    assert_ne!(Key::new("means", &squares().at(1)), Key::new("means", &squares().at(2)));
}

#[test]
fn keys_are_send_sync_and_static() {
    fn check<T: Clone + Eq + Ord + std::hash::Hash + std::fmt::Debug + Tokenize + Data>() {}
    check::<Key>();
}

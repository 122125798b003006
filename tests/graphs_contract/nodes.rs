//! Nodes and keys.

use crate::*;
use std::fmt::{Debug, Display};
use std::hash::Hash;

#[test]
fn a_key_is_all_the_page_says() {
    fn is<K: Clone + Eq + Ord + Hash + Display + Debug + Tokenize + Send + Sync + 'static>() {}
    is::<Key>();
}

#[test]
fn a_node_is_a_handle_without_its_type() {
    let handle = inc(1);
    let (by_ref, by_value): (Node, Node) = ((&handle).into(), handle.clone().into());
    assert_eq!(by_ref.key(), handle.key());
    assert_eq!(by_value.key(), handle.key());
    assert_eq!(by_ref.clone().key(), handle.key());
    assert!(!format!("{by_ref:?}").is_empty());
    assert!(size_of::<Node>() <= 2 * size_of::<usize>(), "one Arc");
}

#[test]
fn a_node_is_named_by_its_function_and_a_constant_value() {
    assert_eq!(node(&inc(1)).name(), "inc");
    assert_eq!(node(&daisy::value(1i64)).name(), "value");
    assert_eq!(node(&daisy::opaque(1i64)).name(), "value");
    assert_eq!(inc(1).name(), "inc");
    assert_eq!(inc(1).persist().wait().unwrap().name(), "inc", "held or not");
}

#[test]
fn constants_and_held_results_are_constant() {
    assert!(node(&daisy::value(1i64)).is_constant());
    assert!(node(&daisy::opaque(1i64)).is_constant());
    assert!(!node(&inc(1)).is_constant());
    let held = inc(1).persist().wait().unwrap();
    assert!(node(&held).is_constant());
    assert_eq!(held.key(), inc(1).key());
}

#[test]
fn inputs_are_in_order_and_as_often_as_they_are_read() {
    let (a, b) = (daisy::value(7i64), inc(1));
    let keys = |handle: &Delayed<i64>| node(handle).inputs().iter().map(Node::key).collect::<Vec<_>>();
    assert_eq!(keys(&add(&a, &b)), [a.key(), b.key()]);
    assert_eq!(keys(&add(&b, &a)), [b.key(), a.key()]);
    assert_eq!(keys(&add(&b, &b)), [b.key(), b.key()]);
    assert_eq!(keys(&add(&b, 7i64)), [b.key(), a.key()], "a plain argument is value(argument)");
    assert!(keys(&a).is_empty());
}

#[test]
fn a_node_is_typed_by_what_it_computes_to_and_by_nothing_else() {
    let handle = inc(1);
    let typed: Delayed<i64> = node(&handle).typed().expect("it computes to i64");
    assert_eq!(typed.key(), handle.key());
    assert_eq!(typed.compute().wait().unwrap(), 2);
    assert!(node(&handle).typed::<i32>().is_none());
    assert!(node(&handle).typed::<String>().is_none());
    assert!(node(&daisy::value(1i64)).typed::<i64>().is_some());
    assert!(node(&daisy::value(1i64)).typed::<u64>().is_none());
}

#[test]
fn a_key_of_ones_own_is_its_name_and_content() {
    let key = Key::new("squares", &(4usize, 1i64));
    assert_eq!(key, Key::new("squares", &(4usize, 1i64)));
    assert_ne!(key, Key::new("cubes", &(4usize, 1i64)));
    assert_ne!(key, Key::new("squares", &(4usize, 2i64)));
    assert_ne!(Key::new("n", &1u8), Key::new("n", &1i64));
    assert_ne!(Key::new("n", &(1u8, 2u8)), Key::new("n", &513u16));
    assert_ne!(Key::new("ab", &"c"), Key::new("a", &"bc"));
    assert_eq!(key.name(), "squares");
    assert_eq!(Key::new("text", "unsized").name(), "text");
    assert_ne!(Key::new("n", &inc(1).key()), Key::new("n", &inc(2).key()), "keys are content too");
}

#[test]
fn the_index_of_a_key_is_what_at_put_in() {
    let key = Key::new("squares", &4usize);
    assert_eq!(key.index(), None);
    assert_eq!(inc(1).key().index(), None);
    for index in [0, 7, usize::MAX - 1] {
        let block = key.at(index);
        assert_eq!(block.index(), Some(index));
        assert_eq!(block.name(), "squares");
        assert_eq!(block, key.at(index));
        assert_ne!(block, key);
        assert_ne!(block, key.at(3));
        assert_ne!(block, Key::new("squares", &5usize).at(index));
        assert_ne!(Key::new("n", &block), Key::new("n", &key), "the index is content");
    }
}

#[test]
fn a_key_prints_as_name_hex_and_index() {
    for key in [Key::new("squares", &4usize), inc(1).key(), daisy::value(1i64).key()] {
        let text = key.to_string();
        let hex = text.strip_prefix(&format!("{}-", key.name())).expect("its name first");
        assert!(!hex.is_empty() && hex.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')), "{text}");
        assert_eq!(key.at(7).to_string(), format!("{text}[7]"));
    }
    assert_eq!(inc(1).key().name(), "inc");
    let handle = inc(1);
    assert!(format!("{handle:?}").contains(&handle.key().to_string()), "a handle prints its key");
}

#[test]
fn keys_order_as_they_compare() {
    let key = Key::new("squares", &4usize);
    let mut keys: Vec<_> = (0..5).map(|i| key.at(i)).chain([key.clone(), inc(1).key()]).collect();
    keys.sort();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "different keys are never equal in order");
    keys.extend(keys.clone());
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 7);
}

#[test]
fn nested_keys_are_flat_in_order() {
    let [a, b, c] = [1, 2, 3].map(|n| inc(n).key());
    let one = Keys::from(a.clone());
    assert_eq!(one, Keys::One(a.clone()));
    let nested: Keys = [
        Keys::from(c.clone()),
        [Keys::from(a.clone()), Keys::Many(vec![]), Keys::from(b.clone())].into_iter().collect(),
        Keys::from(c.clone()),
    ]
    .into_iter()
    .collect();
    let expected = Keys::Many(vec![
        Keys::One(c.clone()),
        Keys::Many(vec![Keys::One(a.clone()), Keys::Many(vec![]), Keys::One(b.clone())]),
        Keys::One(c.clone()),
    ]);
    assert_eq!(nested, expected);
    assert_eq!(nested.iter().collect::<Vec<_>>(), [&c, &a, &b, &c]);
    assert_eq!((one.len(), nested.len(), Keys::Many(vec![]).len()), (1, 4, 0));
    assert_ne!(nested, nested.iter().cloned().map(Keys::from).collect::<Keys>(), "the layout counts");
}

#[test]
#[should_panic = "no layer has a block"]
fn an_index_past_the_end_of_every_layer_is_none() {
    let _ = Key::new("squares", &4usize).at(usize::MAX);
}

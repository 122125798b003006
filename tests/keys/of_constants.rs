//! What the key of a constant covers.

use crate::{all_differ, key};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

#[test]
fn equal_content_has_an_equal_key() {
    assert_eq!(key(1i64), key(1i64));
    assert_eq!(key(String::from("a")), key(String::from("a")));
    assert_eq!(key(vec![1.5f64]), key(vec![1.5f64]));
    assert_eq!(key(f64::NAN), key(f64::NAN));
}

#[test]
fn numbers_truths_and_texts_differ() {
    all_differ([
        ("1u8", key(1u8)),
        ("1u16", key(1u16)),
        ("1u32", key(1u32)),
        ("1u64", key(1u64)),
        ("1u128", key(1u128)),
        ("1usize", key(1usize)),
        ("1i8", key(1i8)),
        ("1i16", key(1i16)),
        ("1i32", key(1i32)),
        ("1i64", key(1i64)),
        ("1i128", key(1i128)),
        ("1isize", key(1isize)),
        ("1f32", key(1f32)),
        ("1f64", key(1f64)),
        ("true", key(true)),
        ("false", key(false)),
        ("'1'", key('1')),
        ("\"1\"", key(String::from("1"))),
        ("()", key(())),
    ]);
}

#[test]
fn floats_go_by_their_bits() {
    assert_ne!(key(0.0f64), key(-0.0f64));
    assert_ne!(key(0.0f32), key(-0.0f32));
    assert_ne!(key(vec![0.0f64]), key(vec![-0.0f64]));
}

#[test]
fn shapes_differ_even_where_the_bytes_do_not() {
    all_differ([
        ("(1u8, 2u8)", key((1u8, 2u8))),
        ("513u16", key(513u16)),
        ("[1u8, 2u8]", key([1u8, 2u8])),
        ("vec![1u8, 2u8]", key(vec![1u8, 2u8])),
        ("((1u8,), 2u8)", key(((1u8,), 2u8))),
    ]);
}

#[test]
fn lengths_count() {
    all_differ([
        ("[[1], [2, 3]]", key(vec![vec![1i64], vec![2, 3]])),
        ("[[1, 2], [3]]", key(vec![vec![1i64, 2], vec![3]])),
        ("[[1, 2, 3]]", key(vec![vec![1i64, 2, 3]])),
        ("[[1, 2, 3], []]", key(vec![vec![1i64, 2, 3], vec![]])),
    ]);
    let pair = |a: &str, b: &str| key((a.to_string(), b.to_string()));
    assert_ne!(pair("ab", "c"), pair("a", "bc"));
}

#[test]
fn empty_things_differ_by_type() {
    all_differ([
        ("Vec<u8>", key(Vec::<u8>::new())),
        ("Vec<u16>", key(Vec::<u16>::new())),
        ("String", key(String::new())),
        ("Option<u8>", key(None::<u8>)),
        ("Option<u16>", key(None::<u16>)),
        ("()", key(())),
    ]);
}

#[test]
fn options_and_results_say_which() {
    all_differ([
        ("Some(0u8)", key(Some(0u8))),
        ("None", key(None::<u8>)),
        ("0u8", key(0u8)),
        ("Some(None)", key(Some(None::<u8>))),
        ("None of Option", key(None::<Option<u8>>)),
    ]);
    assert_ne!(key(Ok::<u8, u8>(1)), key(Err::<u8, u8>(1)));
}

#[test]
fn maps_and_sets_do_not_depend_on_iteration() {
    let forth: HashMap<i64, i64> = (0..100).map(|i| (i, i * i)).collect();
    let back: HashMap<i64, i64> = (0..100).rev().map(|i| (i, i * i)).collect();
    assert_eq!(key(forth), key(back));
    let forth: HashSet<String> = (0..100).map(|i| i.to_string()).collect();
    let back: HashSet<String> = (0..100).rev().map(|i| i.to_string()).collect();
    assert_eq!(key(forth), key(back));
}

#[test]
fn maps_keep_keys_and_values_apart() {
    assert_ne!(key(HashMap::from([(1u8, 2u8)])), key(HashMap::from([(2u8, 1u8)])));
    assert_ne!(key(BTreeMap::from([(1u8, 2u8), (3, 4)])), key(BTreeMap::from([(1u8, 4u8), (3, 2)])));
}

#[test]
fn a_set_is_not_a_list() {
    assert_ne!(key(BTreeSet::from([1u8, 2])), key(vec![1u8, 2]));
    assert_ne!(key(HashSet::from([1u8])), key(vec![1u8]));
}

#[test]
fn the_types_of_std_have_content() {
    assert_ne!(key(VecDeque::from([1u8])), key(VecDeque::from([2u8])));
    assert_ne!(key(Duration::from_secs(1)), key(Duration::from_millis(1)));
    assert_ne!(key(PathBuf::from("a")), key(PathBuf::from("b")));
    assert_ne!(key(Box::new(1u8)), key(Box::new(2u8)));
    assert_ne!(key(Arc::new(1u8)), key(Arc::new(2u8)));
    assert_ne!(key(['a', 'b']), key(['b', 'a']));
}

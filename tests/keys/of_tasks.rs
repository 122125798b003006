//! What the key of a task covers.

use crate::all_differ;
use crate::common::functions::{inc, minus, total};
use daisy::Node;
use daisy::prelude::*;

#[test]
fn equal_calls_have_equal_keys() {
    assert_eq!(inc(1).key(), inc(1).key());
    assert_eq!(inc(inc(1)).key(), inc(inc(1)).key());
}

#[test]
fn a_plain_argument_is_a_constant() {
    let by_handle = inc(daisy::value(1i64)).key();
    assert_eq!(inc(1).key(), by_handle);
    assert_eq!(inc(&1i64).key(), by_handle);
    assert_eq!(inc(&daisy::value(1i64)).key(), by_handle);
}

#[test]
fn a_clone_and_a_node_have_the_key_of_their_handle() {
    let handle = inc(1);
    assert_eq!(handle.clone().key(), handle.key());
    assert_eq!(Node::from(&handle).key(), handle.key());
    assert_eq!(Node::from(handle.clone()).key(), handle.key());
}

#[test]
fn inputs_count_and_so_does_their_order() {
    all_differ([
        ("inc(1)", inc(1).key()),
        ("inc(2)", inc(2).key()),
        ("inc(inc(1))", inc(inc(1)).key()),
        ("minus(1, 2)", minus(1, 2).key()),
        ("minus(2, 1)", minus(2, 1).key()),
    ]);
    let (a, b) = (inc(1), inc(2));
    let forth = total(vec![a.clone(), b.clone()]);
    let back = total(vec![b, a.clone()]);
    let once = total(vec![a]);
    all_differ([("[a, b]", forth.key()), ("[b, a]", back.key()), ("[a]", once.key())]);
}

#[test]
fn two_functions_alike_in_everything_but_the_name_differ() {
    #[delayed]
    fn one(x: i64) -> i64 {
        x
    }
    #[delayed]
    fn other(x: i64) -> i64 {
        x
    }
    assert_ne!(one(1).key(), other(1).key());
}

#[test]
fn version_and_name_options_count() {
    mod first {
        use daisy::prelude::*;
        #[delayed(version = 1)]
        pub fn f(x: i64) -> i64 {
            x
        }
    }
    mod second {
        use daisy::prelude::*;
        #[delayed(version = 2)]
        pub fn f(x: i64) -> i64 {
            x
        }
    }
    mod named {
        use daisy::prelude::*;
        #[delayed(name = "g")]
        pub fn f(x: i64) -> i64 {
            x
        }
    }
    all_differ([("version 1", first::f(1).key()), ("version 2", second::f(1).key()), ("name g", named::f(1).key())]);
}

#[test]
fn type_arguments_count() {
    #[delayed]
    fn default<T: Default>() -> T {
        T::default()
    }
    let small: Delayed<u8> = default();
    let large: Delayed<u64> = default();
    let again: Delayed<u8> = default();
    assert_ne!(small.key(), large.key());
    assert_eq!(small.key(), again.key());
}

#[test]
fn const_arguments_count() {
    #[delayed]
    fn zeros<const N: usize>() -> [u8; N] {
        [0; N]
    }
    let two: Delayed<[u8; 2]> = zeros();
    let three: Delayed<[u8; 3]> = zeros();
    let again: Delayed<[u8; 2]> = zeros();
    assert_ne!(two.key(), three.key());
    assert_eq!(two.key(), again.key());
}

#[test]
fn operators_with_equal_operands_have_equal_keys() {
    let (a, b) = (inc(1), inc(2));
    assert_eq!((&a + &b).key(), (a.clone() + b.clone()).key());
    assert_eq!((&a + &b).key(), (&a + b.clone()).key());
    assert_eq!((&a + 1i64).key(), (&a + daisy::value(1i64)).key());
    assert_eq!((1i64 + &a).key(), (daisy::value(1i64) + &a).key());
    all_differ([
        ("a + b", (&a + &b).key()),
        ("b + a", (&b + &a).key()),
        ("a - b", (&a - &b).key()),
        ("a & b", (&a & &b).key()),
        ("a | b", (&a | &b).key()),
        ("-a", (-&a).key()),
        ("!a", (!&a).key()),
    ]);
}

//! Keys: what they cover, what folds because of them, and what never does.

#![allow(clippy::needless_borrows_for_generic_args, reason = "what may be passed is what is tested")]

use daisy::prelude::*;
use daisy::{Key, Node, Tokenizer};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

type Checked = Result<(), daisy::Error>;

#[delayed]
fn inc(x: i64) -> i64 {
    x + 1
}

#[delayed]
fn minus(a: i64, b: i64) -> i64 {
    a - b
}

#[delayed]
fn total(items: &[i64]) -> i64 {
    items.iter().sum()
}

/// The key of a constant with this content.
fn key<T: Data + Tokenize>(content: T) -> Key {
    daisy::value(content).key()
}

/// Fails if two of them are equal, and says which.
fn all_differ<const N: usize>(keys: [(&str, Key); N]) {
    for (i, (a, left)) in keys.iter().enumerate() {
        for (b, right) in &keys[i + 1..] {
            assert_ne!(left, right, "{a} and {b} share a key");
        }
    }
}

mod of_tasks {
    use super::*;

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
        all_differ([
            ("version 1", first::f(1).key()),
            ("version 2", second::f(1).key()),
            ("name g", named::f(1).key()),
        ]);
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
}

mod folding {
    use super::*;

    #[test]
    fn equal_calls_run_once() -> Checked {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted(x: i64) -> i64 {
            RUNS.fetch_add(1, SeqCst);
            x
        }
        let both = (counted(1), counted(daisy::value(1i64)));
        assert_eq!(daisy::compute(both).wait()?, (1, 1));
        assert_eq!(RUNS.load(SeqCst), 1);
        Ok(())
    }

    #[test]
    fn equal_calls_deep_inside_different_graphs_run_once() -> Checked {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted(x: i64) -> i64 {
            RUNS.fetch_add(1, SeqCst);
            x
        }
        let sum = minus(inc(counted(1)), counted(1));
        let other = inc(counted(1));
        assert_eq!(daisy::compute((sum, vec![other])).wait()?, (1, vec![2]));
        assert_eq!(RUNS.load(SeqCst), 1);
        Ok(())
    }

    #[test]
    fn graphs_hold_one_node_a_key() {
        let graph = minus(inc(1), inc(1)).graph();
        assert_eq!(graph.len(), 2);
        assert_eq!(graph.constants().count(), 1);
    }

    #[test]
    fn impure_calls_do_not_fold_but_their_inputs_do() -> Checked {
        static PURE: AtomicUsize = AtomicUsize::new(0);
        static IMPURE: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn pure(x: i64) -> i64 {
            PURE.fetch_add(1, SeqCst);
            x
        }
        #[delayed(impure)]
        fn impure(x: i64) -> i64 {
            IMPURE.fetch_add(1, SeqCst);
            x
        }
        let both = (impure(pure(1)), impure(pure(1)));
        assert_ne!(both.0.key(), both.1.key());
        daisy::compute(both).wait()?;
        assert_eq!((PURE.load(SeqCst), IMPURE.load(SeqCst)), (1, 2));
        Ok(())
    }

    #[test]
    fn what_reads_an_impure_call_does_not_fold_either() {
        #[delayed(impure)]
        fn now() -> i64 {
            0
        }
        assert_ne!(inc(now()).key(), inc(now()).key());
        let once = now();
        assert_eq!(inc(&once).key(), inc(&once).key());
    }

    #[test]
    fn opaque_constants_do_not_fold() {
        let (a, b) = (daisy::opaque(1i64), daisy::opaque(1i64));
        all_differ([("one", a.key()), ("another", b.key()), ("value", key(1i64))]);
        assert_eq!(a.key(), a.clone().key());
        assert_ne!(inc(&a).key(), inc(&b).key());
        assert_eq!(inc(&a).key(), inc(&a).key());
    }
}

mod names_are_not_identities {
    use super::*;

    #[test]
    fn functions_of_one_name_in_sibling_blocks_do_not_fold() -> Checked {
        let one = {
            const N: i64 = 1;
            #[delayed]
            fn n() -> i64 {
                N
            }
            n()
        };
        let two = {
            const N: i64 = 2;
            #[delayed]
            fn n() -> i64 {
                N
            }
            n()
        };
        assert_ne!(one.key(), two.key());
        assert_eq!(daisy::compute((one, two)).wait()?, (1, 2));
        Ok(())
    }

    #[test]
    fn functions_of_one_name_in_sibling_closures_do_not_fold() -> Checked {
        let one = || {
            const N: i64 = 1;
            #[delayed]
            fn n() -> i64 {
                N
            }
            n()
        };
        let two = || {
            const N: i64 = 2;
            #[delayed]
            fn n() -> i64 {
                N
            }
            n()
        };
        assert_ne!(one().key(), two().key());
        assert_eq!(one().key(), one().key());
        assert_eq!(daisy::compute((one(), two())).wait()?, (1, 2));
        Ok(())
    }

    #[test]
    fn functions_of_one_name_in_the_arms_of_a_match_do_not_fold() -> Checked {
        fn pick(first: bool) -> Delayed<i64> {
            match first {
                true => {
                    const N: i64 = 1;
                    #[delayed]
                    fn n() -> i64 {
                        N
                    }
                    n()
                }
                false => {
                    const N: i64 = 2;
                    #[delayed]
                    fn n() -> i64 {
                        N
                    }
                    n()
                }
            }
        }
        assert_eq!(daisy::compute([pick(true), pick(false)]).wait()?, [1, 2]);
        Ok(())
    }

    #[test]
    fn methods_of_one_name_on_different_types_do_not_fold() -> Checked {
        let one = {
            #[derive(Clone, Tokenize)]
            struct Unit;
            #[delayed]
            impl Unit {
                fn number(&self) -> i64 {
                    1
                }
            }
            daisy::value(Unit).number()
        };
        let two = {
            #[derive(Clone, Tokenize)]
            struct Unit;
            #[delayed]
            impl Unit {
                fn number(&self) -> i64 {
                    2
                }
            }
            daisy::value(Unit).number()
        };
        assert_ne!(one.key(), two.key());
        assert_eq!(daisy::compute((one, two)).wait()?, (1, 2));
        Ok(())
    }

    #[test]
    fn type_arguments_of_one_name_do_not_fold() -> Checked {
        trait Number {
            const N: i64;
        }
        #[delayed]
        fn number<T: Number>(_of: &T) -> i64 {
            T::N
        }
        let one = {
            #[derive(Clone, Tokenize)]
            struct Unit;
            impl Number for Unit {
                const N: i64 = 1;
            }
            number(daisy::value(Unit))
        };
        let two = {
            #[derive(Clone, Tokenize)]
            struct Unit;
            impl Number for Unit {
                const N: i64 = 2;
            }
            number(daisy::value(Unit))
        };
        assert_ne!(one.key(), two.key());
        assert_eq!(daisy::compute((one, two)).wait()?, (1, 2));
        Ok(())
    }
}

mod of_closures {
    use super::*;

    fn mapped(handle: &Delayed<i64>) -> Delayed<i64> {
        handle.map(|x| x + 1)
    }

    fn followed(handle: &Delayed<i64>) -> Delayed<i64> {
        handle.and_then(|x| inc(*x))
    }

    #[test]
    fn a_closure_that_captures_nothing_folds() {
        let handle = inc(1);
        assert_eq!(mapped(&handle).key(), mapped(&handle).key());
        assert_eq!(followed(&handle).key(), followed(&handle).key());
        assert_ne!(mapped(&handle).key(), mapped(&inc(2)).key());
    }

    #[test]
    fn it_runs_once() -> Checked {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        fn counted(handle: &Delayed<i64>) -> Delayed<i64> {
            handle.map(|x| {
                RUNS.fetch_add(1, SeqCst);
                x + 1
            })
        }
        let handle = inc(1);
        assert_eq!(daisy::compute((counted(&handle), counted(&handle))).wait()?, (3, 3));
        assert_eq!(RUNS.load(SeqCst), 1);
        Ok(())
    }

    #[test]
    fn its_type_is_its_identity_not_the_name_of_its_type() -> Checked {
        let handle = inc(1);
        let (plus, times) = (handle.map(|x| x + 10), handle.map(|x| x * 10));
        assert_ne!(plus.key(), times.key());
        assert_eq!(daisy::compute((plus, times)).wait()?, (12, 20));
        Ok(())
    }

    #[test]
    fn a_closure_that_captures_does_not_fold() -> Checked {
        fn plus(handle: &Delayed<i64>, n: i64) -> Delayed<i64> {
            handle.map(move |x| x + n)
        }
        fn then_plus(handle: &Delayed<i64>, n: i64) -> Delayed<i64> {
            handle.and_then(move |x| inc(x + n))
        }
        let handle = inc(1);
        assert_ne!(plus(&handle, 1).key(), plus(&handle, 1).key());
        assert_ne!(then_plus(&handle, 1).key(), then_plus(&handle, 1).key());
        assert_eq!(daisy::compute((plus(&handle, 1), plus(&handle, 2))).wait()?, (3, 4));
        Ok(())
    }

    #[test]
    fn a_function_pointer_does_not_fold() -> Checked {
        fn one(x: &i64) -> i64 {
            x + 1
        }
        fn ten(x: &i64) -> i64 {
            x + 10
        }
        let (one, ten) = (one as fn(&i64) -> i64, ten as fn(&i64) -> i64);
        let handle = inc(1);
        assert_ne!(handle.map(one).key(), handle.map(one).key());
        assert_eq!(daisy::compute((handle.map(one), handle.map(ten))).wait()?, (3, 12));
        Ok(())
    }
}

mod as_values {
    use super::*;

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
}

mod of_constants {
    use super::*;

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
}

mod derived {
    use super::*;

    #[derive(Clone, Tokenize)]
    struct Point {
        x: i64,
        y: i64,
    }

    #[derive(Clone, Tokenize)]
    struct Place {
        x: i64,
        y: i64,
    }

    #[derive(Clone, Tokenize)]
    struct Pair(i64, i64);

    #[derive(Clone, Tokenize)]
    struct Unit;

    #[derive(Clone, Tokenize)]
    enum Shape {
        Empty,
        Void,
        Circle(i64),
        Square(i64),
        Rect { w: i64, h: i64 },
    }

    #[derive(Clone, Tokenize)]
    struct Wrapper<T>(T);

    #[derive(Clone, Tokenize)]
    struct Bounded<T, const N: usize>
    where
        T: Clone,
    {
        items: [T; N],
        tail: Vec<T>,
    }

    #[derive(Tokenize)]
    struct Borrowed<'a> {
        text: &'a str,
    }

    #[derive(Clone, Tokenize)]
    enum Tree<T> {
        Leaf(T),
        Node(Box<Tree<T>>, Box<Tree<T>>),
    }

    #[test]
    fn every_field_counts() {
        assert_eq!(key(Point { x: 1, y: 2 }), key(Point { x: 1, y: 2 }));
        all_differ([
            ("1, 2", key(Point { x: 1, y: 2 })),
            ("2, 2", key(Point { x: 2, y: 2 })),
            ("1, 1", key(Point { x: 1, y: 1 })),
            ("2, 1", key(Point { x: 2, y: 1 })),
        ]);
    }

    #[test]
    fn the_name_of_the_type_counts() {
        all_differ([
            ("Point", key(Point { x: 1, y: 2 })),
            ("Place", key(Place { x: 1, y: 2 })),
            ("Pair", key(Pair(1, 2))),
            ("a tuple", key((1i64, 2i64))),
            ("Unit", key(Unit)),
            ("()", key(())),
        ]);
    }

    #[test]
    fn variants_count() {
        all_differ([
            ("Empty", key(Shape::Empty)),
            ("Void", key(Shape::Void)),
            ("Circle", key(Shape::Circle(1))),
            ("Square", key(Shape::Square(1))),
            ("Square 2", key(Shape::Square(2))),
            ("Rect", key(Shape::Rect { w: 1, h: 2 })),
            ("Rect turned", key(Shape::Rect { w: 2, h: 1 })),
        ]);
    }

    #[test]
    fn generic_types_work_and_their_arguments_count() {
        assert_eq!(key(Wrapper(1u8)), key(Wrapper(1u8)));
        all_differ([
            ("u8", key(Wrapper(1u8))),
            ("u16", key(Wrapper(1u16))),
            ("nested", key(Wrapper(Wrapper(1u8)))),
            ("text", key(Wrapper(String::from("1")))),
        ]);
        let bounded = |items, tail| key(Bounded::<u8, 2> { items, tail });
        assert_ne!(bounded([1, 2], vec![3]), bounded([1, 2], vec![]));
        assert_ne!(bounded([1, 2], vec![3]), bounded([2, 1], vec![3]));
    }

    #[test]
    fn recursive_types_work() {
        let leaf = |n: i64| Box::new(Tree::Leaf(n));
        let left = Tree::Node(Box::new(Tree::Node(leaf(1), leaf(2))), leaf(3));
        let right = Tree::Node(leaf(1), Box::new(Tree::Node(leaf(2), leaf(3))));
        assert_ne!(key(left), key(right));
    }

    #[test]
    fn borrowing_types_work() {
        let a = Key::new("borrowed", &Borrowed { text: "a" });
        let b = Key::new("borrowed", &Borrowed { text: "b" });
        assert_ne!(a, b);
        assert_eq!(a, Key::new("borrowed", &Borrowed { text: &String::from("a") }));
    }

    #[test]
    fn users_may_write_the_trait_themselves() {
        struct Caseless(String);
        impl Tokenize for Caseless {
            fn tokenize(&self, to: &mut Tokenizer) {
                to.write(b"caseless");
                to.add(&self.0.to_lowercase());
            }
        }
        assert_eq!(key(Caseless("A".into())), key(Caseless("a".into())));
        assert_ne!(key(Caseless("A".into())), key(Caseless("b".into())));
    }

    #[test]
    fn derived_types_are_plain_arguments() {
        #[delayed]
        fn sum(p: &Point) -> i64 {
            p.x + p.y
        }
        assert_eq!(sum(Point { x: 1, y: 2 }).key(), sum(daisy::value(Point { x: 1, y: 2 })).key());
        assert_ne!(sum(Point { x: 1, y: 2 }).key(), sum(Point { x: 1, y: 3 }).key());
    }
}

/// The keys that two runs of this program compare, one a line.
fn sample_keys() -> String {
    let counts: HashMap<String, i64> = (0..50).map(|i| (format!("key {i}"), i)).collect();
    let keys = [
        key(1i64),
        key(counts),
        inc(1).key(),
        minus(inc(1), inc(2)).key(),
        (inc(1) + 2i64).key(),
        inc(1).map(|x| x + 1).key(),
        total(vec![inc(1), inc(2)]).key(),
        Key::new("layer", &3i64).at(5),
    ];
    keys.iter().map(|key| format!("{key}\n")).collect()
}

#[test]
fn keys_are_the_same_from_run_to_run() {
    if std::env::var_os("DAISY_TEST_PRINT_KEYS").is_some() {
        println!("<keys>\n{}</keys>", sample_keys());
        return;
    }
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "keys_are_the_same_from_run_to_run", "--nocapture"])
        .env("DAISY_TEST_PRINT_KEYS", "1")
        .output()
        .unwrap();
    let printed = String::from_utf8(run.stdout).unwrap();
    let (_, keys) = printed.split_once("<keys>\n").expect("the other run prints keys");
    let (keys, _) = keys.split_once("</keys>").unwrap();
    assert_eq!(keys, sample_keys());
}

//! The listing of a graph: one line a node, short names, and the same for equal graphs.

mod common;

use common::functions::{inc, minus, number};
use daisy::prelude::*;
use daisy::{Graph, Node};

#[delayed]
fn length(items: &[i64]) -> usize {
    items.len()
}

/// Fails unless the graph of `handle` prints as these lines.
#[track_caller]
fn prints<T: Data>(handle: &Delayed<T>, lines: &[&str]) {
    let listing = handle.graph().to_string();
    assert_eq!(listing.trim_end().lines().collect::<Vec<_>>(), lines);
}

#[test]
fn a_call() {
    prints(&inc(1), &["a = value i64", "return inc(a)"]);
}

#[test]
fn a_call_without_arguments() {
    #[delayed]
    fn answer() -> i64 {
        42
    }
    prints(&answer(), &["return answer()"]);
    prints(&inc(answer()), &["a = answer()", "return inc(a)"]);
}

#[test]
fn a_chain() {
    let lines = ["a = value i64", "b = number(a)", "c = inc(b)", "d = inc(c)", "return inc(d)"];
    prints(&inc(inc(inc(number(1)))), &lines);
}

#[test]
fn arguments_in_order() {
    let (x, y) = (number(1), inc(number(1)));
    let before = ["a = value i64", "b = number(a)", "c = inc(b)"];
    prints(&minus(&x, &y), &[&before[..], &["return minus(b, c)"]].concat());
    prints(&minus(&y, &x), &[&before[..], &["return minus(c, b)"]].concat());
}

#[test]
fn a_node_that_is_read_twice_has_one_line() {
    let x = number(1);
    prints(&minus(&x, &x), &["a = value i64", "b = number(a)", "return minus(b, b)"]);
    prints(&minus(inc(1), inc(1)), &["a = value i64", "b = inc(a)", "return minus(b, b)"]);
}

#[test]
fn a_constant_that_is_written_twice_has_one_line() {
    prints(&minus(1, 1), &["a = value i64", "return minus(a, a)"]);
}

#[test]
fn two_constants_have_two_lines() {
    let listing = minus(1, 2).graph().to_string();
    let lines: Vec<_> = listing.trim_end().lines().collect();
    assert_eq!(lines[..2], ["a = value i64", "b = value i64"]);
    assert!(lines[2..] == ["return minus(a, b)"] || lines[2..] == ["return minus(b, a)"], "{listing}");
}

#[test]
fn operators_infix() {
    let a = number(1);
    let b = &a + &a;
    let before = ["a = value i64", "b = number(a)", "c = b + b"];
    prints(&b, &["a = value i64", "b = number(a)", "return b + b"]);
    for (handle, last) in [
        (&b + &a, "return c + b"),
        (&b - &a, "return c - b"),
        (&a - &b, "return b - c"),
        (&b * &b, "return c * c"),
        (&b / &a, "return c / b"),
        (&b % &a, "return c % b"),
        (&b & &a, "return c & b"),
        (&b | &a, "return c | b"),
        (&b ^ &a, "return c ^ b"),
        (&b << &a, "return c << b"),
        (&b >> &a, "return c >> b"),
    ] {
        prints(&handle, &[&before[..], &[last]].concat());
    }
}

#[test]
fn plain_operands_in_place() {
    let a = number(1);
    let graph = (2i64 * (&a + 1i64)).graph();
    assert_eq!(graph.constants().count(), 1);
    // The 1 is an argument too, and one constant with it.
    prints(&(2i64 * (&a + 1i64)), &["a = value i64", "b = number(a)", "c = b + a", "return 2 * c"]);
    prints(&(daisy::opaque(1.5) * 2.0), &["a = value f64", "return a * 2.0"]);
    prints(&(-(daisy::opaque(1.5) - -2.0)), &["a = value f64", "b = a - -2.0", "return -b"]);
}

#[test]
fn the_listing_of_the_contract() {
    #[derive(Clone)]
    struct Array;
    impl std::ops::Add for Array {
        type Output = Array;
        fn add(self, _: Array) -> Array {
            Array
        }
    }
    let a = daisy::opaque(Array);
    let b = &a + &a;
    let listing = (&b + &b).graph().to_string();
    let lines: Vec<_> = listing.trim_end().lines().collect();
    assert_eq!(lines[1..], ["b = a + a", "return b + b"]);
}

#[test]
fn types_without_paths_and_vectors_with_their_length() {
    mod deep {
        pub mod inside {
            use daisy::prelude::*;
            #[derive(Clone, Tokenize)]
            pub struct Table(pub i64);
        }
    }
    #[delayed]
    fn read<T>(_of: &T) -> i64 {
        0
    }
    let tables = daisy::value(deep::inside::Table(1));
    prints(&read(tables), &["a = value Table", "return read(a)"]);
    prints(&read(daisy::value(String::from("a"))), &["a = value String", "return read(a)"]);
    prints(&read(daisy::value(Some(1u8))), &["a = value Option<u8>", "return read(a)"]);
    prints(&read(daisy::value(vec![1.5f64; 4])), &["a = value [f64; 4]", "return read(a)"]);
    prints(&read(daisy::value([1u8, 2, 3])), &["a = value [u8; 3]", "return read(a)"]);
    prints(&length(vec![0i64; 1_000_000]), &["a = value [i64; 1000000]", "return length(a)"]);
    prints(&read(daisy::value(Vec::<String>::new())), &["a = value [String; 0]", "return read(a)"]);
}

#[test]
fn the_name_a_function_was_given() {
    #[delayed(name = "loaded")]
    fn load() -> i64 {
        1
    }
    prints(&inc(load()), &["a = loaded()", "return inc(a)"]);
}

#[test]
fn several_roots_by_name_each_with_its_line() {
    let b = number(1);
    let c = inc(&b);
    let graph = Graph::new([Node::from(&c), Node::from(&b)]);
    let lines = ["a = value i64", "b = number(a)", "c = inc(b)", "return c, b"];
    assert_eq!(graph.to_string().trim_end().lines().collect::<Vec<_>>(), lines);
    assert_eq!(graph.to_string(), (c, b).graph().to_string());
}

#[test]
fn names_go_on_after_z() {
    let mut last = number(1);
    for _ in 0..60 {
        last = inc(last);
    }
    let listing = last.graph().to_string();
    let lines: Vec<_> = listing.trim_end().lines().collect();
    // A constant, number, 59 times inc; the last inc is the return.
    assert_eq!(lines.len(), 62);
    assert_eq!(lines[25], "z = inc(y)");
    assert_eq!(lines[26], "aa = inc(z)");
    assert_eq!(lines[27], "ab = inc(aa)");
    assert_eq!(lines[51], "az = inc(ay)");
    assert_eq!(lines[52], "ba = inc(az)");
    assert_eq!(lines[61], "return inc(bi)");
}

#[test]
fn inputs_come_first() {
    fn tree(depth: u32, leaf: &mut i64) -> Delayed<i64> {
        if depth == 0 {
            *leaf += 1;
            return number(*leaf);
        }
        let left = tree(depth - 1, leaf);
        minus(left, tree(depth - 1, leaf))
    }
    let graph = tree(5, &mut 0).graph();
    let listing = graph.to_string();
    let mut known = std::collections::HashSet::new();
    for line in listing.trim_end().lines() {
        let (name, expression) = line.split_once(" = ").unwrap_or(("", line));
        if let Some((_, arguments)) = expression.trim_end_matches(')').split_once('(') {
            for argument in arguments.split(", ") {
                assert!(known.contains(argument), "{argument} is not known yet in {line:?}");
            }
        }
        assert!(known.insert(name.to_string()));
    }
    assert_eq!(known.len(), 32 + 32 + 31);
    assert_eq!(graph.len(), 32 + 31);
}

#[test]
fn the_order_in_which_nodes_were_made_does_not_show() {
    let forth: Vec<_> = (0..20).map(|n| minus(number(n), inc(n))).collect();
    let mut back: Vec<_> = (0..20)
        .rev()
        .map(|n| {
            let second = inc(n);
            minus(number(n), second)
        })
        .collect();
    back.reverse();
    let (forth, back) = (forth.graph(), back.graph());
    assert_eq!(forth, back);
    assert_eq!(forth.to_string(), back.to_string());
}

#[test]
fn printing_twice_prints_the_same() {
    let graph = (number(1), vec![inc(2), inc(3)], minus(number(1), inc(3))).graph();
    assert_eq!(graph.to_string(), graph.to_string());
    assert_eq!(graph.clone().to_string(), graph.to_string());
}

mod graphs {
    use super::*;

    #[test]
    fn answer_what_is_in_them() {
        let (a, b) = (number(1), inc(number(1)));
        let c = minus(&a, &b);
        let graph = c.graph();
        assert_eq!(graph.len(), 3);
        assert!(!graph.is_empty());
        assert!(daisy::value(1i64).graph().is_empty());
        let mut keys: Vec<_> = graph.keys().collect();
        let mut wanted = vec![a.key(), b.key(), c.key()];
        keys.sort();
        wanted.sort();
        assert_eq!(keys, wanted);
        assert_eq!(graph.roots().map(|node| node.key()).collect::<Vec<_>>(), [c.key()]);
        assert_eq!(graph.node(&b.key()).unwrap().name(), "inc");
        assert!(graph.node(&number(2).key()).is_none());
        assert_eq!(graph.tasks().count(), 3);
        assert_eq!(graph.constants().map(|node| node.key()).collect::<Vec<_>>(), [daisy::value(1i64).key()]);
    }

    #[test]
    fn give_tasks_after_their_inputs() {
        let graph = minus(inc(inc(1)), minus(inc(2), inc(1))).graph();
        let tasks: Vec<_> = graph.tasks().collect();
        assert_eq!(tasks.len(), graph.len());
        for (i, task) in tasks.iter().enumerate() {
            for input in task.inputs().iter().filter(|input| !input.is_constant()) {
                assert!(tasks[..i].iter().any(|earlier| earlier.key() == input.key()));
            }
        }
    }

    #[test]
    fn are_equal_when_keys_and_roots_are() {
        assert_eq!(inc(inc(1)).graph(), inc(inc(1)).graph());
        assert_ne!(inc(inc(1)).graph(), inc(inc(2)).graph());
        let (b, c) = (number(1), inc(number(1)));
        assert_ne!((b.clone(), c.clone()).graph(), c.graph());
        assert_eq!((b.clone(), c.clone()).graph(), vec![b, c].graph());
    }
}

//! Graphs and their listing.

use crate::*;
use daisy::Graph;
use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

fn graph(handles: &[&Delayed<i64>]) -> Graph {
    Graph::new(handles.iter().map(|handle| node(handle)))
}

fn keys(nodes: impl Iterator<Item = Node>) -> Vec<Key> {
    nodes.map(|node| node.key()).collect()
}

#[test]
fn a_graph_is_all_that_its_roots_need() {
    let (one, two) = (inc(1), inc(2));
    let sum = add(&one, &two);
    let graph = graph(&[&sum, &one]);
    assert_eq!((graph.len(), graph.is_empty()), (3, false), "constants are not counted");
    assert_eq!(keys(graph.roots()), [sum.key(), one.key()], "in order");
    let expected: HashSet<_> = [one.key(), two.key(), sum.key()].into();
    assert_eq!(graph.keys().collect::<HashSet<_>>(), expected);
    assert_eq!(graph.keys().count(), 3);
    assert_eq!(keys(graph.tasks()).into_iter().collect::<HashSet<_>>(), expected);
    let constants: HashSet<_> = [daisy::value(1i64).key(), daisy::value(2i64).key()].into();
    assert_eq!(keys(graph.constants()).into_iter().collect::<HashSet<_>>(), constants);
    assert_eq!(graph.constants().count(), 2);
    for key in expected.iter().chain(&constants) {
        assert_eq!(graph.node(key).expect("in it").key(), *key);
    }
    assert!(graph.node(&inc(3).key()).is_none());
    assert!(!format!("{graph:?}").is_empty());
}

#[test]
fn an_empty_graph() {
    let empty = Graph::new([]);
    assert_eq!((empty.len(), empty.is_empty()), (0, true));
    assert_eq!((empty.tasks().count(), empty.constants().count(), empty.roots().count()), (0, 0, 0));
    assert_eq!(Graph::merge([]), empty);
    assert_eq!(graph(&[&inc(1)]).cull([]), empty);
    assert!(Graph::new([daisy::value(1i64).into()]).is_empty(), "no task");
    assert!(!empty.to_string().contains('='));
}

#[test]
fn tasks_come_after_their_inputs_and_in_a_stable_order() {
    let build = |reversed: bool| {
        let mut parts: Vec<_> = (0..20).map(inc).collect();
        if reversed {
            parts = (0..20).rev().map(inc).collect();
            parts.reverse();
        }
        let pairs: Vec<_> = parts.windows(2).map(|pair| add(&pair[0], &pair[1])).collect();
        total(pairs)
    };
    let graph = graph(&[&build(false)]);
    let tasks = keys(graph.tasks());
    for (at, task) in graph.tasks().enumerate() {
        for input in task.inputs().iter().filter(|input| !input.is_constant()) {
            assert!(tasks[..at].contains(&input.key()));
        }
    }
    assert_eq!(tasks.len(), 20 + 19 + 1);
    let again = Graph::new([build(true).into()]);
    assert_eq!(keys(again.tasks()), tasks);
}

#[test]
fn merging_keeps_one_node_a_key_and_the_roots_in_order() {
    let base = inc(1);
    let (left, right) = (add(&base, 2), mul(&base, 3));
    let merged = Graph::merge([right.graph(), left.graph()]);
    assert_eq!(merged.len(), 3);
    assert_eq!(keys(merged.roots()), [right.key(), left.key()]);
    assert_eq!(merged, graph(&[&right, &left]));
    assert_eq!(Graph::merge([left.graph()]), left.graph());
    let with_base = Graph::merge([base.graph(), left.graph()]);
    assert_eq!((with_base.len(), with_base.roots().count()), (2, 2));
}

#[test]
fn a_cull_is_what_the_keys_need() {
    let base = inc(1);
    let (left, right) = (add(&base, 2), mul(&base, 3));
    let whole = graph(&[&left, &right]);
    let culled = whole.cull([&left.key()]);
    assert_eq!(culled, left.graph());
    assert_eq!(keys(culled.roots()), [left.key()]);
    assert_eq!(whole.cull(&[base.key()]).len(), 1, "by an inner key");
    assert!(whole.cull([&right.key(), &left.key()]).node(&right.key()).is_some());
    let constant = daisy::value(1i64).key();
    assert_eq!(whole.cull([&constant]).len(), 0);
    assert_eq!(whole.cull([&constant]).constants().count(), 1);
    assert!(catch_unwind(AssertUnwindSafe(|| whole.cull([&inc(9).key()]))).is_err(), "a key it lacks");
    let panic = catch_unwind(AssertUnwindSafe(|| whole.cull([&left.key(), &inc(9).key()]))).unwrap_err();
    let text = panic.downcast_ref::<String>().expect("a text");
    assert!(text.contains(&inc(9).key().to_string()), "{text}");
}

#[test]
fn graphs_are_equal_by_their_keys_and_roots() {
    let (a, b) = (inc(1), inc(2));
    assert_eq!(add(&a, &b).graph(), add(inc(1), inc(2)).graph());
    assert_ne!(graph(&[&a]), graph(&[&b]));
    let sum = add(&a, &b);
    assert_ne!(graph(&[&sum]), graph(&[&sum, &a]), "the same keys, other roots");
    assert_eq!(graph(&[&sum]), graph(&[&sum]).clone());
    let counter = Counter::default();
    assert_ne!(tick(counter.handle()).graph(), tick(counter.handle()).graph(), "impure calls are never equal");
}

#[test]
fn held_results_are_not_counted() {
    let held = inc(1).persist().wait().unwrap();
    let graph = Graph::new([inc(&held).into()]);
    assert_eq!((graph.len(), graph.constants().count()), (1, 1));
    assert_eq!(keys(graph.constants()), [held.key()]);
}

#[test]
fn the_listing_of_a_chain() {
    assert_eq!(inc(inc(1)).graph().to_string().trim_end(), "a = value i64\nb = inc(a)\nreturn inc(b)");
    assert_eq!(daisy::value(1i64).graph().to_string().trim_end(), "return value i64");
    let one = daisy::value(1i64);
    assert_eq!(add(&one, &one).graph().to_string().trim_end(), "a = value i64\nreturn add(a, a)");
    let held = inc(1).persist().wait().unwrap();
    assert_eq!(inc(&held).graph().to_string().trim_end(), "a = value i64\nreturn inc(a)", "a held result is constant");
}

#[test]
fn the_listing_of_several_roots() {
    let (first, second) = (inc(1), inc(inc(1)));
    let lines = "a = value i64\nb = inc(a)\nc = inc(b)\n";
    assert_eq!(graph(&[&first, &second]).to_string().trim_end(), format!("{lines}return b, c"));
    assert_eq!(graph(&[&second, &first]).to_string().trim_end(), format!("{lines}return c, b"));
    let constant = daisy::value(1i64);
    assert_eq!(graph(&[&constant, &first]).to_string().trim_end(), "a = value i64\nb = inc(a)\nreturn a, b");
    let unrelated = graph(&[&inc(1), &inc(2), &inc(3)]).to_string();
    assert_eq!(unrelated.lines().count(), 7);
    let last = unrelated.lines().last().unwrap();
    assert_eq!(last.matches(", ").count(), 2, "{last}");
}

#[test]
fn operators_are_infix() {
    let a = daisy::value(6i64);
    let of = |handle: Delayed<i64>| handle.graph().to_string().trim_end().to_string();
    let infix = |operator: &str| format!("a = value i64\nreturn a {operator} a");
    assert_eq!(of(&a + &a), infix("+"));
    assert_eq!(of(&a - &a), infix("-"));
    assert_eq!(of(&a * &a), infix("*"));
    assert_eq!(of(&a / &a), infix("/"));
    assert_eq!(of(&a % &a), infix("%"));
    assert_eq!(of(&a & &a), infix("&"));
    assert_eq!(of(&a | &a), infix("|"));
    assert_eq!(of(&a ^ &a), infix("^"));
    assert_eq!(of(&a << &a), infix("<<"));
    assert_eq!(of(&a >> &a), infix(">>"));
    assert_eq!(of(-&a), "a = value i64\nreturn -a");
    assert_eq!(of(!&a), "a = value i64\nreturn !a");
    let b = &a + &a;
    assert_eq!(of(&b + &b), "a = value i64\nb = a + a\nreturn b + b");
    assert_eq!(of(inc(&a + &a)), "a = value i64\nb = a + a\nreturn inc(b)");
}

mod shapes {
    use daisy::prelude::*;

    #[derive(Clone, Tokenize)]
    pub struct Point {
        pub x: i64,
    }

    pub fn twice(point: Point) -> Point {
        Point { x: 2 * point.x }
    }

    pub trait Shape: Send + Sync {}

    impl Shape for Point {}

    #[derive(Clone, Tokenize)]
    pub struct Pair<A, B>(pub A, pub B);
}

#[test]
fn types_are_without_paths_and_lists_with_their_lengths() {
    fn of<T: Data + Clone>(handle: Delayed<T>) -> String {
        let text = handle.graph().to_string();
        text.trim_end().strip_prefix("return value ").expect("a constant").to_string()
    }
    use shapes::{Pair, Point};
    assert_eq!(of(daisy::value(1u8)), "u8");
    assert_eq!(of(daisy::value("text".to_string())), "String");
    assert_eq!(of(daisy::value(vec![0i64; 1_000_000])), "[i64; 1000000]");
    assert_eq!(of(daisy::value(Vec::<i64>::new())), "[i64; 0]");
    assert_eq!(of(daisy::value([1u8, 2, 3])), "[u8; 3]");
    assert_eq!(of(daisy::value(vec!["a".to_string()])), "[String; 1]");
    assert_eq!(of(daisy::value(vec![Point { x: 1 }, Point { x: 2 }])), "[Point; 2]");
    assert_eq!(of(daisy::value(Point { x: 1 })), "Point");
    assert_eq!(of(daisy::value(Pair(Point { x: 1 }, 2u8))), "Pair<Point, u8>");
    assert_eq!(of(daisy::value(Some(PathBuf::from("/")))), "Option<PathBuf>");
    assert_eq!(of(daisy::value((1i64, "a".to_string()))), "(i64, String)");
    assert_eq!(of(daisy::value(BTreeMap::from([(1u8, PathBuf::new())]))), "BTreeMap<u8, PathBuf>");
    assert_eq!(of(daisy::value(())), "()");
    assert_eq!(of(daisy::value("text")), "&str");
    assert_eq!(of(daisy::value(vec![vec![1i64], vec![]])), "[Vec<i64>; 2]");
    assert_eq!(of(daisy::value(vec![Some(PathBuf::new())])), "[Option<PathBuf>; 1]");
    assert_eq!(of(daisy::value(Some([Point { x: 1 }, Point { x: 2 }]))), "Option<[Point; 2]>");
    assert_eq!(of(daisy::value((PathBuf::new(), Point { x: 1 }, ((), 'c')))), "(PathBuf, Point, ((), char))");
    assert_eq!(of(daisy::opaque(shapes::twice as fn(Point) -> Point)), "fn(Point) -> Point");
    assert_eq!(of(daisy::opaque(Arc::<Mutex<Vec<Point>>>::default())), "Arc<Mutex<Vec<Point>>>");
    assert_eq!(of(daisy::opaque(Arc::new(Point { x: 1 }) as Arc<dyn shapes::Shape>)), "Arc<dyn Shape>");
    assert_eq!(of(daisy::opaque(vec![1u8, 2])), "Vec<u8>", "what needs no content tells no length");
    static BYTES: [u8; 4] = [1, 2, 3, 4];
    assert_eq!(of(daisy::value(&BYTES[..])), "[u8; 4]", "a slice");
}

#[test]
fn names_go_from_a_to_z_to_aa() {
    let count = 26 + 26 * 26 + 2;
    let chain = (1..count).fold(daisy::value(1i64), |handle, _| inc(handle));
    let text = inc(chain).graph().to_string();
    let names: Vec<_> = text.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name).collect();
    assert_eq!(names.len(), count);
    assert_eq!(names[..3], ["a", "b", "c"]);
    assert_eq!(names[24..29], ["y", "z", "aa", "ab", "ac"]);
    assert_eq!(names[51..54], ["az", "ba", "bb"]);
    assert_eq!(names[700..], ["zy", "zz", "aaa", "aab"]);
    assert_eq!(text.lines().last(), Some("return inc(aab)"));
    assert_eq!(text.lines().count(), count + 1);
}

/// Each line's function and arguments, checked to name only lines before.
fn parse(listing: &str) -> usize {
    let mut names = HashSet::new();
    let (lines, last) = listing.trim_end().rsplit_once('\n').expect("more than one line");
    assert!(last.starts_with("return "), "{listing}");
    for line in lines.lines() {
        let (name, what) = line.split_once(" = ").expect(line);
        if let Some((_, arguments)) = what.strip_suffix(')').and_then(|call| call.split_once('(')) {
            let mut arguments = arguments.split([',', ' ', '[', ']']).filter(|argument| !argument.is_empty());
            assert!(arguments.all(|argument| names.contains(argument)), "{line}");
        } else {
            assert!(what.starts_with("value "), "{line}");
        }
        assert!(names.insert(name.to_string()), "{line}");
    }
    names.len() + 1
}

#[test]
fn a_listing_is_one_line_a_node_inputs_first() {
    let parts: Vec<_> = (0..40).map(|n| mul(inc(n), inc(n + 1))).collect();
    let graph = total(parts).graph();
    assert_eq!(parse(&graph.to_string()), graph.len() + graph.constants().count());
}

#[test]
fn the_listing_does_not_depend_on_when_nodes_were_made() {
    let shape = |order: &[i64]| {
        let mut parts = BTreeMap::new();
        for n in order {
            parts.insert(*n, mul(inc(*n), *n));
        }
        graph(&[&total(parts.into_values().collect::<Vec<_>>()), &inc(3)]).to_string()
    };
    let ascending: Vec<_> = (0..12).collect();
    let descending: Vec<_> = (0..12).rev().collect();
    assert_eq!(shape(&ascending), shape(&descending));
    assert_eq!(shape(&ascending), shape(&[5, 3, 9, 0, 1, 2, 4, 11, 10, 8, 7, 6]));
}

#[test]
fn looking_at_a_graph_runs_nothing() {
    let counter = Counter::default();
    let graph = inc(counted(counter.handle(), 1)).graph();
    let _ = (graph.to_string(), graph.order(), graph.tasks().count(), graph.constants().count(), graph.clone());
    assert_eq!(counter.count(), 0);
}

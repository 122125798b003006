//! Constructors, tuples, arrays and macros of std: one task each, nested or not.

use crate::common::{folds, needs};
use daisy::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Pair {
    x: i64,
    y: i64,
}

#[derive(Clone, Debug, PartialEq)]
struct Wrapped(i64, Option<Pair>);

impl Pair {
    fn new(x: i64, y: i64) -> Pair {
        Pair { x, y }
    }

    const UNIT: Pair = Pair { x: 1, y: 1 };
}

#[derive(Clone, Debug, PartialEq)]
enum Either {
    Left(i64),
    Right { text: String },
    Neither,
}

#[test]
fn of_every_sort_are_one_task() {
    #[daisy::inline]
    fn associated(x: i64, y: i64) -> Pair {
        Pair::new(x, y)
    }
    #[daisy::inline]
    fn literal(x: i64, y: i64) -> Pair {
        Pair { x, y }
    }
    #[daisy::inline]
    fn named(a: i64, b: i64) -> Pair {
        Pair { y: a, x: b }
    }
    #[daisy::inline]
    fn some(x: i64) -> Option<i64> {
        Some(x)
    }
    #[daisy::inline]
    fn variant(x: i64) -> Either {
        Either::Left(x)
    }
    #[daisy::inline]
    fn variant_with_fields(text: String) -> Either {
        Either::Right { text }
    }
    #[daisy::inline]
    fn converted(text: &str) -> String {
        String::from(text)
    }
    needs(associated(1, 2), 1, Pair { x: 1, y: 2 });
    needs(literal(1, 2), 1, Pair { x: 1, y: 2 });
    needs(named(1, 2), 1, Pair { x: 2, y: 1 });
    needs(some(1), 1, Some(1));
    needs(variant(1), 1, Either::Left(1));
    needs(variant_with_fields("a"), 1, Either::Right { text: "a".into() });
    needs(converted("a"), 1, "a".to_string());
}

#[test]
fn tuples_arrays_and_vectors_are_one_task() {
    #[daisy::inline]
    fn tuple(x: i64, y: f64) -> (i64, f64, i64) {
        (x, y, 3)
    }
    #[daisy::inline]
    fn array(x: i64, y: i64) -> [i64; 3] {
        [x, 2, y]
    }
    #[daisy::inline]
    fn vector(x: i64, y: i64) -> Vec<i64> {
        vec![x, y, 4]
    }
    #[daisy::inline]
    fn repeated(x: i64) -> Vec<i64> {
        vec![x; 3]
    }
    #[daisy::inline]
    fn repeated_in_an_array(x: i64) -> [i64; 2] {
        [x; 2]
    }
    needs(tuple(1, 0.5), 1, (1, 0.5, 3));
    needs(array(1, 3), 1, [1, 2, 3]);
    needs(vector(1, 3), 1, vec![1, 3, 4]);
    needs(repeated(7), 1, vec![7, 7, 7]);
    needs(repeated_in_an_array(7), 1, [7, 7]);
}

#[test]
fn nested_are_one_task() {
    #[daisy::inline]
    fn deep(x: i64, y: i64) -> Vec<(Option<Wrapped>, [i64; 2])> {
        vec![(Some(Wrapped(x, Some(Pair { x, y }))), [x, y]), (None, [0, y])]
    }
    let wanted = vec![(Some(Wrapped(1, Some(Pair { x: 1, y: 2 }))), [1, 2]), (None, [0, 2])];
    needs(deep(1, 2), 1, wanted);
}

#[test]
fn what_is_computed_inside_has_tasks_of_its_own() {
    fn doubled(x: i64) -> i64 {
        x * 2
    }
    #[daisy::inline]
    fn f(x: i64, y: i64) -> (Pair, Option<i64>) {
        (Pair { x: x + y, y: doubled(y) }, Some(x.pow(2)))
    }
    #[daisy::inline]
    fn sum(x: i64, y: i64) -> i64 {
        x + y
    }
    // +, doubled, pow, the tuple
    needs(f(3, 4), 4, (Pair { x: 7, y: 8 }, Some(9)));
    let (x, y) = (daisy::value(3i64), daisy::value(4i64));
    assert!(f(&x, &y).graph().node(&sum(&x, &y).key()).is_some());
}

#[test]
fn formats_are_one_task() {
    #[daisy::inline]
    fn inline_names(x: i64, name: &str) -> String {
        format!("{name}: {x:>4}")
    }
    #[daisy::inline]
    fn positions(x: i64, name: &str) -> String {
        format!("{1}: {0} {0:?} {other}", x, name, other = x)
    }
    #[daisy::inline]
    fn with_width(x: f64, width: usize, digits: usize) -> String {
        format!("{x:width$.digits$}|{:>1$}", x, width)
    }
    #[daisy::inline]
    fn computed(x: i64) -> String {
        format!("{} and {}", x + 1, x.pow(2))
    }
    #[daisy::inline]
    fn with_static(x: i64) -> String {
        let unit = "km";
        format!("{x} {unit} {{}}")
    }
    needs(inline_names(7, "a"), 1, "a:    7".to_string());
    needs(positions(7, "a"), 1, "a: 7 7 7".to_string());
    needs(with_width(1.5, 6, 2), 1, "  1.50|   1.5".to_string());
    needs(computed(3), 3, "4 and 9".to_string());
    needs(with_static(3), 1, "3 km {}".to_string());
}

#[test]
fn matches_is_one_task() {
    #[daisy::inline]
    fn matching(x: Option<i64>) -> bool {
        matches!(x, Some(n) if n > 3)
    }
    needs(matching(Some(4)), 1, true);
    needs(matching(Some(3)), 1, false);
}

#[test]
fn struct_update_takes_the_rest() {
    #[daisy::inline]
    fn raised(pair: Pair) -> Pair {
        Pair { x: pair.x + 1, ..pair }
    }
    #[daisy::inline]
    fn from_a_constant(x: i64) -> Pair {
        Pair { x, ..Pair::UNIT }
    }
    needs(raised(daisy::value(Pair { x: 1, y: 5 })), 2, Pair { x: 2, y: 5 });
    needs(from_a_constant(4), 1, Pair { x: 4, y: 1 });
}

#[test]
fn equal_ones_are_one_task() {
    #[daisy::inline]
    fn alone(x: i64) -> Pair {
        Pair::new(x, 1)
    }
    #[daisy::inline]
    fn twice(x: i64) -> (Pair, Either, Pair) {
        let again = x;
        (alone(x), Either::Neither, alone(again))
    }
    folds(&alone(3), &alone(3));
    needs(twice(3), 2, (Pair { x: 3, y: 1 }, Either::Neither, Pair { x: 3, y: 1 }));
}

#[test]
fn collections_from_what_is_computed() {
    #[daisy::inline]
    fn table(x: i64, key: String) -> BTreeMap<String, i64> {
        BTreeMap::from([(key, x), ("fixed".to_string(), 1)])
    }
    needs(table(2, "a"), 1, BTreeMap::from([("a".to_string(), 2), ("fixed".to_string(), 1)]));
}

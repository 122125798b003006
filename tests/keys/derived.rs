//! `#[derive(Tokenize)]`.

use crate::{all_differ, key};
use daisy::prelude::*;
use daisy::{Key, Tokenizer};

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

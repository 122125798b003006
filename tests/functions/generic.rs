//! Functions over types and consts.

use crate::common::Checked;
use crate::common::functions::number;
use crate::text;
use daisy::prelude::*;
use std::collections::HashMap;

use std::fmt::Display;

#[delayed]
fn pass<T>(x: T) -> T {
    x
}

#[delayed]
fn largest<T: Ord + Clone>(items: &[T]) -> T {
    items.iter().max().expect("not empty").clone()
}

#[delayed]
fn described<A, B>(a: &A, b: B) -> String
where
    A: Display,
    B: Display + Default + PartialEq,
{
    format!("{a} and {}", if b == B::default() { B::default() } else { b })
}

#[delayed]
fn reversed<T: Copy, const N: usize>(mut items: [T; N]) -> [T; N] {
    items.reverse();
    items
}

#[delayed]
fn filled<const N: usize>(with: u8) -> [u8; N] {
    [with; N]
}

#[delayed]
fn default<T: Default>() -> T {
    T::default()
}

#[delayed]
fn counted<T: std::hash::Hash + Eq + Clone>(items: Vec<T>) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_insert(0) += 1;
    }
    counts
}

#[test]
fn over_types() -> Checked {
    assert_eq!(pass(number(1)).compute().wait()?, 1);
    assert_eq!(pass(text("a")).compute().wait()?, "a");
    assert_eq!(pass(2.5f64).compute().wait()?, 2.5);
    assert_eq!(pass(String::from("a")).compute().wait()?, "a");
    let counts = counted(vec![text("a"), text("b"), text("a")]).compute().wait()?;
    assert_eq!(counts, HashMap::from([("a".to_string(), 2), ("b".to_string(), 1)]));
    Ok(())
}

#[test]
fn over_types_behind_a_slice() -> Checked {
    assert_eq!(largest(vec![number(2), number(3)]).compute().wait()?, 3);
    assert_eq!(largest(daisy::value(vec![1u8, 9, 3])).compute().wait()?, 9);
    Ok(())
}

#[test]
fn with_where_clauses() -> Checked {
    assert_eq!(described(number(1), text("two")).compute().wait()?, "1 and two");
    Ok(())
}

#[test]
fn over_consts() -> Checked {
    assert_eq!(reversed([number(1), number(2)]).compute().wait()?, [2, 1]);
    assert_eq!(reversed([1u8, 2, 3]).compute().wait()?, [3, 2, 1]);
    let three: Delayed<[u8; 3]> = filled(7);
    assert_eq!(three.compute().wait()?, [7; 3]);
    Ok(())
}

#[test]
fn over_what_only_the_result_tells() -> Checked {
    let (n, s): (Delayed<i64>, Delayed<String>) = (default(), default());
    assert_eq!(daisy::compute((n, s)).wait()?, (0, String::new()));
    Ok(())
}

#[test]
fn over_types_that_are_not_clone_when_by_reference() -> Checked {
    struct Opaque(i64);
    impl Display for Opaque {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "#{}", self.0)
        }
    }
    #[delayed]
    fn shown<T: Display>(x: &T) -> String {
        x.to_string()
    }
    assert_eq!(shown(daisy::opaque(Opaque(3))).compute().wait()?, "#3");
    Ok(())
}

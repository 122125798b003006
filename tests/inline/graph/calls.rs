//! How a call is told apart: delayed, of exactly these values, after dereferencing, any other.

use crate::common::{Checked, Count, folds, names, needs, prints, run, tasks};
use daisy::prelude::*;
use std::fmt::Display;

#[delayed]
fn load(x: i64) -> i64 {
    x + 100
}

#[delayed]
async fn fetched(x: i64) -> i64 {
    x + 200
}

#[delayed]
fn widest<T: Ord + Clone>(items: &[T], least: T) -> T {
    items.iter().max().cloned().unwrap_or(least.clone()).max(least)
}

#[delayed]
fn length(text: &str) -> usize {
    text.len()
}

mod stats {
    pub fn mean(a: f64, b: f64) -> f64 {
        (a + b) / 2.0
    }

    pub mod deep {
        pub fn five() -> i64 {
            5
        }
    }
}

fn plus(a: i64, b: i64) -> i64 {
    a + b
}

fn with_ref(a: i64, b: &i64) -> i64 {
    a * 10 + b
}

fn sum(items: &[i64]) -> i64 {
    items.iter().sum()
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

fn shown(item: &dyn Display) -> String {
    format!("<{item}>")
}

fn same<T>(item: T) -> T {
    item
}

fn largest<T: PartialOrd + Clone>(items: &[T]) -> Option<T> {
    items.iter().cloned().reduce(|a, b| if a >= b { a } else { b })
}

fn twelve(
    a: i64,
    b: u8,
    c: f64,
    d: bool,
    e: &str,
    f: char,
    g: i64,
    h: &i64,
    i: &[i64],
    j: i8,
    k: usize,
    l: i64,
) -> String {
    format!("{a} {b} {c} {d} {e} {f} {g} {h} {i:?} {j} {k} {l}")
}

#[test]
fn of_a_delayed_function_is_its_task() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        load(x)
    }
    #[daisy::inline]
    fn by_reference(x: &i64) -> i64 {
        load(*x)
    }
    folds(&f(1), &load(1));
    prints(&f(1), &["a = value i64", "return load(a)"]);
    needs(f(1), 1, 101);
    assert_eq!(run(&by_reference(1)), Ok(101));
}

#[test]
fn of_an_async_or_generic_delayed_function_too() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        fetched(load(x))
    }
    #[daisy::inline]
    fn g(items: Vec<i64>, x: i64) -> i64 {
        widest(&items, x)
    }
    #[daisy::inline]
    fn h(text: String) -> usize {
        length(&text)
    }
    folds(&f(1), &fetched(load(1)));
    needs(f(1), 2, 301);
    folds(&g(vec![1, 5], 3), &widest(vec![1i64, 5], 3i64));
    needs(g(vec![1, 5], 3), 1, 5);
    folds(&h("abc"), &length("abc"));
    needs(h("abc"), 1, 3);
}

#[test]
fn of_an_inline_function_is_its_body() {
    #[daisy::inline]
    fn inner(x: i64) -> i64 {
        x * 2 + 1
    }
    #[daisy::inline]
    fn outer(x: i64) -> i64 {
        inner(inner(x))
    }
    let x = daisy::value(3i64);
    folds(&outer(&x), &((&x * 2i64 + 1i64) * 2i64 + 1i64));
    needs(outer(3), 4, 15);
}

#[test]
fn of_any_other_function_is_one_task() {
    #[daisy::inline]
    fn f(x: i64, y: i64) -> i64 {
        with_ref(x, &y)
    }
    #[daisy::inline]
    fn g(a: i64, b: i64) -> i64 {
        let c = with_ref(a, &b);
        c
    }
    #[daisy::inline]
    fn listed(x: i64) -> i64 {
        plus(x, x)
    }
    prints(&listed(1), &["a = value i64", "return plus(a, a)"]);
    needs(f(1, 2), 1, 12);
    folds(&f(1, 2), &g(1, 2));
    assert_ne!(f(1, 2).key(), f(2, 1).key());
}

#[test]
fn equal_calls_run_once_wherever_they_stand() -> Checked {
    static RUNS: Count = Count::new();
    fn counted(x: i64) -> i64 {
        RUNS.add();
        x + 1
    }
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        counted(x) + counted(x)
    }
    #[daisy::inline]
    fn g(x: i64) -> i64 {
        let y = counted(x);
        y * counted(counted(x))
    }
    assert_eq!(daisy::compute((f(1), g(1))).wait()?, (4, 6));
    // counted(1), counted(2)
    assert_eq!(RUNS.take(), 2);
    Ok(())
}

#[test]
fn of_a_generic_function() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        same(x)
    }
    #[daisy::inline]
    fn explicitly(x: i64) -> i64 {
        same::<i64>(x)
    }
    #[daisy::inline]
    fn generically<T: Clone>(x: T) -> T {
        same(x)
    }
    needs(f(1), 1, 1);
    needs(explicitly(1), 1, 1);
    folds(&f(1), &generically(1i64));
    needs(generically(daisy::value("a".to_string())), 1, "a".to_string());
    assert_ne!(generically(1i64).key(), generically(1i32).key());
}

#[test]
fn of_a_function_that_takes_a_slice_or_text() {
    #[daisy::inline]
    fn f(items: Vec<i64>) -> i64 {
        sum(&items)
    }
    #[daisy::inline]
    fn borrowed(items: &[i64]) -> i64 {
        sum(items)
    }
    #[daisy::inline]
    fn g(text: String) -> usize {
        letters(&text)
    }
    #[daisy::inline]
    fn h(items: Vec<f64>) -> Option<f64> {
        largest(&items)
    }
    #[daisy::inline]
    fn part(items: Vec<i64>) -> i64 {
        sum(&items[1..])
    }
    needs(f(vec![1, 2]), 1, 3);
    needs(borrowed(vec![1, 2]), 1, 3);
    needs(g("äb"), 1, 2);
    needs(h(vec![1.0, 2.5]), 1, Some(2.5));
    needs(part(vec![1, 2, 3]), 1, 5);
}

#[test]
fn of_a_function_that_takes_a_trait_object() {
    #[daisy::inline]
    fn f(x: i64) -> String {
        shown(&x)
    }
    #[daisy::inline]
    fn g(x: &String) -> String {
        shown(x)
    }
    needs(f(1), 1, "<1>".to_string());
    needs(g("a"), 1, "<a>".to_string());
}

#[test]
fn by_a_path() {
    #[daisy::inline]
    fn f(x: f64, y: f64) -> f64 {
        stats::mean(x, y)
    }
    #[daisy::inline]
    fn g(x: i64, y: i64) -> i64 {
        std::cmp::max(x, y)
    }
    #[daisy::inline]
    fn h(x: f64) -> f64 {
        f64::hypot(x, 4.0)
    }
    #[daisy::inline]
    fn from(x: u8) -> i64 {
        i64::from(x)
    }
    needs(f(1.0, 2.0), 1, 1.5);
    needs(g(1, 2), 1, 2);
    needs(h(3.0), 1, 5.0);
    needs(from(7), 1, 7);
}

#[test]
fn with_static_arguments_only_is_delayed_all_the_same() -> Checked {
    static RUNS: Count = Count::new();
    fn counted(x: i64) -> i64 {
        RUNS.add();
        x
    }
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        counted(7) + x
    }
    #[daisy::inline]
    fn none() -> i64 {
        stats::deep::five()
    }
    #[daisy::inline]
    fn mean() -> f64 {
        stats::mean(1.0, 2.0)
    }
    let handle = f(1);
    assert_eq!((RUNS.take(), tasks(&handle)), (0, 2));
    assert_eq!(handle.compute().wait()?, 8);
    assert_eq!(RUNS.take(), 1);
    needs(none(), 1, 5);
    needs(mean(), 1, 1.5);
    Ok(())
}

#[test]
fn with_up_to_twelve_arguments() {
    #[daisy::inline]
    fn f(x: i64, text: String, items: Vec<i64>) -> String {
        let k = 3usize;
        twelve(x, 1, 2.5, true, &text, 'c', x, &x, &items, -1, k, 12)
    }
    let wanted = "4 1 2.5 true ab c 4 4 [1, 2] -1 3 12";
    needs(f(4, "ab", vec![1, 2]), 1, wanted.to_string());

    #[daisy::inline]
    fn inner(a: i64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64, h: i64, i: i64, j: i64, k: i64, l: i64) -> i64 {
        a - b - c - d - e - f - g - h - i - j - k - l
    }
    #[delayed]
    fn later(a: i64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64, h: i64, i: i64, j: i64, k: i64, l: i64) -> i64 {
        a - b - c - d - e - f - g - h - i - j - k - l
    }
    #[daisy::inline]
    fn calls(x: i64) -> (i64, i64) {
        (inner(x, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), later(x, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))
    }
    needs(calls(100), 13, (34, 34));
}

#[test]
fn literals_take_the_types_of_the_parameters() {
    fn kinds(a: u8, b: i16, c: f32, d: f64, e: usize) -> f64 {
        f64::from(a) + f64::from(b) + f64::from(c) + d + e as f64
    }
    #[daisy::inline]
    fn f(x: f64) -> f64 {
        kinds(1, -2, 0.5, x, 4)
    }
    #[daisy::inline]
    fn delayed_too(x: i64) -> i64 {
        load(5) + plus(x, 5)
    }
    needs(f(0.25), 1, 3.75);
    folds(&delayed_too(1), &(load(5) + plus_of(1)));
    needs(delayed_too(1), 3, 111);

    #[daisy::inline]
    fn plus_of(x: i64) -> i64 {
        plus(x, 5)
    }
}

#[test]
fn arguments_that_compute_are_tasks_of_their_own() {
    #[daisy::inline]
    fn f(x: i64, y: i64) -> i64 {
        plus(x + y, plus(y, x.pow(2)))
    }
    #[daisy::inline]
    fn g(x: i64, y: i64) -> i64 {
        plus(if x > y { x } else { y }, 1)
    }
    // +, pow, plus, plus
    needs(f(2, 3), 4, 12);
    // >, the choice, plus
    needs(g(2, 3), 3, 4);
    let mut sorted = names(&f(2, 3));
    sorted.retain(|name| name == "plus");
    assert_eq!(sorted.len(), 2);
}

#[test]
fn what_an_impure_function_gives_is_not_folded() -> Checked {
    #[delayed(impure)]
    fn ticket(x: i64) -> i64 {
        static TICKETS: Count = Count::new();
        TICKETS.add();
        x
    }
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        ticket(x + 1) + ticket(x + 1)
    }
    // x + 1 once, ticket twice, +
    assert_eq!(tasks(&f(1)), 4);
    assert_ne!(f(1).key(), f(1).key());
    assert_eq!(f(1).compute().wait()?, 4);
    Ok(())
}

#[test]
fn inline_functions_call_each_other_through_modules() {
    mod a {
        #[daisy::inline]
        pub fn up(x: i64) -> i64 {
            x + 1
        }
    }
    #[daisy::inline]
    fn up_twice(x: i64) -> i64 {
        a::up(a::up(x))
    }
    needs(up_twice(1), 2, 3);
}

//! Closures given to a function have the types that it asks of them.

use crate::common::{differ, folds, needs, prints, run};
use daisy::prelude::*;

fn apply<F: Fn(&i64) -> i64>(f: F, x: i64) -> i64 {
    f(&x)
}

fn counted(items: &[i64], keep: impl Fn(&i64) -> bool) -> usize {
    items.iter().filter(|item| keep(item)).count()
}

fn longest<'t>(text: &'t str, better: impl Fn(&str, &str) -> bool) -> String {
    let mut best: Option<&'t str> = None;
    for word in text.split(' ') {
        if best.is_none_or(|best| better(word, best)) {
            best = Some(word);
        }
    }
    best.unwrap_or_default().to_string()
}

fn visited(items: &[i64], visit: &mut dyn FnMut(&i64)) -> usize {
    items.iter().for_each(visit);
    items.len()
}

fn lazily<T>(first: bool, one: impl FnOnce() -> T, other: impl FnOnce() -> T) -> T {
    if first { one() } else { other() }
}

fn by_value<F: FnOnce(i64) -> T, T>(x: i64, f: F) -> T {
    f(x)
}

fn checked(x: i64, f: impl Fn(&i64) -> Option<i64>) -> Result<i64, String> {
    f(&x).ok_or_else(|| "none".to_string())
}

#[daisy::inline]
fn longer(x: i64) -> i64 {
    x + 10
}

mod here {
    fn apply(f: impl Fn(&i64) -> i64, x: i64) -> i64 {
        f(&x)
    }
    #[daisy::inline]
    pub fn plus(x: i64, k: i64) -> i64 {
        apply(|v| v + k, x)
    }
    #[daisy::inline]
    pub fn plus_again(x: i64, y: i64) -> i64 {
        apply(|v| v + y, x)
    }
    #[daisy::inline]
    pub fn minus(x: i64, y: i64) -> i64 {
        apply(|v| v - y, x)
    }
}

mod there {
    fn apply(f: impl Fn(&i64) -> i64, x: i64) -> i64 {
        f(&x) * 100
    }
    #[daisy::inline]
    pub fn plus(x: i64, k: i64) -> i64 {
        apply(|v| v + k, x)
    }
}

#[test]
fn of_references() {
    #[daisy::inline]
    fn one(x: i64) -> i64 {
        apply(|v| v.pow(2), x)
    }
    #[daisy::inline]
    fn of_slices(items: Vec<i64>) -> usize {
        counted(&items, |item| *item > 1)
    }
    #[daisy::inline]
    fn of_text(text: &str) -> String {
        longest(text, |word, best| word.len() > best.len())
    }
    #[daisy::inline]
    fn of_patterns(x: i64) -> i64 {
        apply(|&v| v + 1, x) + by_value((x, 3).0, |v| v * 2)
    }
    #[daisy::inline]
    fn by_reference(items: Vec<i64>) -> usize {
        visited(&items, &mut |item| assert!(*item > 0, "{item}"))
    }
    needs(one(3), 1, 9);
    needs(of_slices(vec![1, 2, 3]), 1, 2);
    needs(of_text("a few words"), 1, "words".to_string());
    assert_eq!(run(&of_patterns(4)), Ok(13));
    needs(by_reference(vec![1, 2]), 1, 2);
    assert!(run(&by_reference(vec![-1])).unwrap_err().contains("-1"));
}

#[test]
fn over_what_is_around_them() {
    #[daisy::inline]
    fn delayed(items: Vec<i64>, least: i64) -> usize {
        counted(&items, |item| *item > least) + counted(&items, |item| item == &least)
    }
    #[daisy::inline]
    fn known(x: i64) -> i64 {
        let mut sum = 0;
        for k in 0..3 {
            sum += apply(|v| *v * k, x);
        }
        sum
    }
    #[daisy::inline]
    fn of_tasks(x: i64, y: i64) -> i64 {
        apply(|v| *v - y, longer(x * y))
    }
    #[daisy::inline]
    fn fallible(x: i64, n: i64) -> Result<i64, String> {
        let y = checked(x, |v| v.checked_div(n))?;
        Ok(y + 1)
    }
    #[daisy::inline]
    fn either(x: i64, up: bool) -> i64 {
        lazily(up, || x + 1, || x.pow(2))
    }
    #[daisy::inline]
    fn typed(x: i64, y: i64) -> i64 {
        apply(|v: &i64| v + y.pow(2), x)
    }
    needs(delayed(vec![1, 2, 3, 2], 2), 3, 3);
    needs(either(5, true), 1, 6);
    needs(either(5, false), 1, 25);
    needs(typed(5, 2), 1, 9);
    assert_eq!(run(&known(5)), Ok(15));
    // x * y, + 10, and the call
    needs(of_tasks(2, 3), 3, 13);
    assert_eq!(run(&fallible(7, 2)), Ok(4));
    assert!(run(&fallible(7, 0)).unwrap_err().contains("none"));
}

#[test]
fn are_part_of_the_call() {
    folds(&here::plus(4, 3), &here::plus_again(4, 3));
    differ(here::plus(4, 3), here::minus(4, 3), [7, 1]);
    differ(here::plus(4, 3), there::plus(4, 3), [7, 700]);
    prints(&here::plus(4, 3), &["a = value i64", "b = value i64", "return apply(a, b)"]);

    #[daisy::inline]
    fn twice(x: i64, k: i64) -> i64 {
        apply(|v| v + k, x) * apply(|v| v + k, x)
    }
    needs(twice(1, 2), 2, 9);
}

#[test]
fn for_functions_of_handles_see_handles() {
    #[delayed]
    fn load(x: i64) -> i64 {
        x + 100
    }
    fn reduced(parts: Vec<Delayed<i64>>, join: impl Fn(Delayed<i64>, Delayed<i64>) -> Delayed<i64>) -> Delayed<i64> {
        parts.into_iter().reduce(join).unwrap()
    }
    #[daisy::inline]
    fn sum(x: i64) -> i64 {
        let parts = (0..3).map(|i| load(x + i)).collect::<Vec<_>>();
        reduced(parts, |a, b| a + b)
    }
    // x + 0, x + 1, x + 2, each loaded, and two sums
    needs(sum(1), 8, 306);
}

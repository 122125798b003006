//! Fields, indices, dereferences, casts and references are part of the task before or after.

use crate::common::{folds, needs, run};
use daisy::prelude::*;

#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Config {
    rate: f64,
    name: String,
    inner: Inner,
    items: Vec<Inner>,
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Inner {
    price: f64,
    pair: (i64, i64),
}

fn config() -> Delayed<Config> {
    let inner = |price| Inner { price, pair: (3, 4) };
    daisy::value(Config { rate: 2.0, name: "abc".into(), inner: inner(5.0), items: vec![inner(7.0), inner(11.0)] })
}

fn letters(text: &str) -> usize {
    text.len()
}

fn twice(x: f64) -> f64 {
    x * 2.0
}

#[test]
fn fields_are_part_of_an_operator() {
    #[daisy::inline]
    fn left(c: Config, x: f64) -> f64 {
        c.rate * x
    }
    #[daisy::inline]
    fn right(c: Config, x: f64) -> f64 {
        x * c.inner.price
    }
    #[daisy::inline]
    fn both(c: Config) -> f64 {
        c.rate * c.items[1].price
    }
    #[daisy::inline]
    fn negated(c: &Config) -> f64 {
        -c.rate
    }
    #[daisy::inline]
    fn compared(c: Config) -> bool {
        c.rate < c.inner.price
    }
    #[daisy::inline]
    fn tuple(p: (i64, i64)) -> i64 {
        p.0 - p.1
    }
    needs(left(config(), 1.5), 1, 3.0);
    needs(right(config(), 1.5), 1, 7.5);
    needs(both(config()), 1, 22.0);
    needs(negated(config()), 1, -2.0);
    needs(compared(config()), 1, true);
    needs(tuple((5, 3)), 1, 2);
}

#[test]
fn fields_of_different_names_differ() {
    #[daisy::inline]
    fn first(p: (i64, i64), x: i64) -> i64 {
        p.0 + x
    }
    #[daisy::inline]
    fn second(p: (i64, i64), x: i64) -> i64 {
        p.1 + x
    }
    crate::common::differ(first((1, 2), 10), second((1, 2), 10), [11, 12]);
    folds(&first((1, 2), 10), &first((1, 2), 10));
}

#[test]
fn fields_are_part_of_a_call() {
    #[daisy::inline]
    fn by_value(c: Config) -> f64 {
        twice(c.rate)
    }
    #[daisy::inline]
    fn by_reference(c: Config) -> usize {
        letters(&c.name)
    }
    #[daisy::inline]
    fn indexed(c: &Config) -> f64 {
        twice(c.items[0].price)
    }
    needs(by_value(config()), 1, 4.0);
    needs(by_reference(config()), 1, 3);
    needs(indexed(config()), 1, 14.0);
}

#[test]
fn fields_are_part_of_a_chain_and_a_constructor() {
    #[daisy::inline]
    fn chain(c: Config) -> f64 {
        c.items.iter().map(|item| item.price * c.rate).sum::<f64>()
    }
    #[daisy::inline]
    fn constructor(c: Config) -> (f64, i64) {
        (c.rate, c.inner.pair.1)
    }
    #[daisy::inline]
    fn format(c: Config) -> String {
        format!("{} {} {:?}", c.name, c.rate, c.inner.pair)
    }
    needs(chain(config()), 1, 36.0);
    needs(constructor(config()), 1, (2.0, 4));
    needs(format(config()), 1, "abc 2 (3, 4)".to_string());
}

#[test]
fn standing_alone_they_are_a_task() {
    #[daisy::inline]
    fn field(c: Config) -> f64 {
        c.rate
    }
    #[daisy::inline]
    fn deep(c: Config) -> i64 {
        c.inner.pair.0
    }
    #[daisy::inline]
    fn cast(x: i64) -> f64 {
        x as f64
    }
    #[daisy::inline]
    fn index(xs: Vec<i64>) -> i64 {
        xs[1]
    }
    #[delayed]
    fn later(x: f64) -> f64 {
        x + 1.0
    }
    #[daisy::inline]
    fn to_a_delayed_function(c: Config) -> f64 {
        later(c.rate)
    }
    needs(field(config()), 1, 2.0);
    needs(deep(config()), 1, 3);
    needs(cast(3), 1, 3.0);
    needs(index(vec![1, 2]), 1, 2);
    needs(to_a_delayed_function(config()), 2, 3.0);
}

#[test]
fn indices_by_variables_and_constants() {
    const LAST: usize = 2;
    #[daisy::inline]
    fn delayed_index(xs: Vec<i64>, i: usize) -> i64 {
        xs[i] + 1
    }
    #[daisy::inline]
    fn static_index(xs: Vec<i64>) -> i64 {
        let i = 1;
        xs[i] + xs[LAST]
    }
    #[daisy::inline]
    fn in_a_loop(xs: Vec<i64>) -> i64 {
        let mut acc = 0;
        for i in 0..3 {
            acc = acc * 10 + xs[i];
        }
        acc
    }
    #[daisy::inline]
    fn sliced(xs: Vec<i64>) -> i64 {
        xs[1..].iter().sum::<i64>()
    }
    #[daisy::inline]
    fn of_rows(rows: Vec<Vec<i64>>, i: usize, j: usize) -> i64 {
        rows[i][j] * 2
    }
    let xs = vec![1i64, 2, 3];
    needs(delayed_index(&xs, 2), 1, 4);
    needs(static_index(&xs), 1, 5);
    needs(in_a_loop(&xs), 6, 123);
    needs(sliced(&xs), 1, 5);
    needs(of_rows(vec![vec![1i64, 2], vec![3]], 0, 1), 1, 4);
}

#[test]
fn casts_and_parentheses_are_part_of_an_operator() {
    #[daisy::inline]
    fn cast(n: i64, x: f64) -> f64 {
        n as f64 * x
    }
    #[daisy::inline]
    fn twice_cast(n: i64) -> i64 {
        (n as u8) as i64 + 1
    }
    #[daisy::inline]
    fn parentheses(x: i64) -> i64 {
        (x) + (1)
    }
    #[daisy::inline]
    fn plain(x: i64) -> i64 {
        x + 1
    }
    needs(cast(3, 0.5), 1, 1.5);
    needs(twice_cast(257), 1, 2);
    needs(parentheses(3), 1, 4);
    folds(&parentheses(3), &plain(3));
}

#[test]
fn of_what_is_computed() {
    fn made(x: f64) -> Inner {
        Inner { price: x, pair: (1, 2) }
    }
    #[daisy::inline]
    fn field_of_a_call(x: f64) -> f64 {
        made(x).price + 1.0
    }
    #[daisy::inline]
    fn cast_of_an_operator(x: i64) -> f64 {
        (x + 1) as f64
    }
    #[daisy::inline]
    fn index_by_an_operator(xs: Vec<i64>, i: usize) -> i64 {
        xs[i + 1]
    }
    #[daisy::inline]
    fn field_of_a_choice(c: bool, a: Inner, b: Inner) -> f64 {
        (if c { a } else { b }).price
    }
    assert_eq!(run(&field_of_a_call(2.0)), Ok(3.0));
    assert_eq!(run(&cast_of_an_operator(2)), Ok(3.0));
    assert_eq!(run(&index_by_an_operator(vec![1, 2, 3], 1)), Ok(3));
    assert_eq!(run(&field_of_a_choice(false, daisy::value(made(1.0)), daisy::value(made(2.0)))), Ok(2.0));
}

#[test]
fn kept_in_a_variable() {
    #[daisy::inline]
    fn f(c: Config, x: f64) -> f64 {
        let rate = c.rate;
        let name = c.name.clone();
        let inner = &c.inner;
        rate * x + inner.price + name.len() as f64
    }
    assert_eq!(run(&f(config(), 1.5)), Ok(3.0 + 5.0 + 3.0));
}

//! Captured values key as `daisy::value` of them; paths are part of the text.

use crate::common::{Checked, folds, needs, prints, run};
use daisy::prelude::*;

const LIMIT: f64 = 2.0;

fn scaled(x: f64, by: f64) -> f64 {
    x * by
}

fn width<T>(_of: &T) -> usize {
    size_of::<T>()
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Config {
    rate: f64,
    name: String,
}

fn applied(x: f64, config: &Config) -> f64 {
    x * config.rate + config.name.len() as f64
}

fn taken(x: f64, config: Config) -> f64 {
    applied(x, &config)
}

#[daisy::inline]
fn literal(x: f64) -> f64 {
    x * 2.0
}

#[daisy::inline]
fn product(x: f64, y: f64) -> f64 {
    x * y
}

#[test]
fn in_an_operator_by_any_spelling_are_one_task() {
    #[daisy::inline]
    fn typed(x: f64) -> f64 {
        x * 2.0_f64
    }
    #[daisy::inline]
    fn named(x: f64) -> f64 {
        let k = 2.0;
        x * k
    }
    #[daisy::inline]
    fn computed(x: f64) -> f64 {
        let k = 1.5;
        x * (k + 0.5)
    }
    #[daisy::inline]
    fn by_method(x: f64) -> f64 {
        let k = 4.0_f64;
        let k = k.sqrt();
        x * k
    }
    let x = daisy::value(3.5f64);
    folds(&literal(&x), &(&x * 2.0));
    for handle in [typed(&x), named(&x), computed(&x), by_method(&x), product(&x, 2.0), product(&x, daisy::value(2.0))]
    {
        folds(&handle, &literal(&x));
        needs(handle, 1, 7.0);
    }
}

#[test]
fn on_the_left_too() {
    #[daisy::inline]
    fn left(x: f64) -> f64 {
        2.0 - x
    }
    #[daisy::inline]
    fn named(x: f64) -> f64 {
        let k = 2.0;
        k - x
    }
    let x = daisy::value(3.5f64);
    folds(&left(&x), &(2.0 - &x));
    folds(&left(&x), &named(&x));
    needs(left(&x), 1, -1.5);
}

#[test]
fn in_a_call_by_any_spelling_are_one_task() {
    #[daisy::inline]
    fn by_literal(x: f64) -> f64 {
        scaled(x, 2.0)
    }
    #[daisy::inline]
    fn by_name(x: f64) -> f64 {
        let k = 2.0;
        scaled(x, k)
    }
    #[daisy::inline]
    fn by_parameter(x: f64, k: f64) -> f64 {
        scaled(x, k)
    }
    let x = daisy::value(3.5f64);
    folds(&by_literal(&x), &by_name(&x));
    folds(&by_literal(&x), &by_parameter(&x, 2.0));
    needs(by_literal(&x), 1, 7.0);
}

#[test]
fn are_printed_in_place_and_are_no_constants() {
    #[daisy::inline]
    fn next(x: i64) -> i64 {
        let one = 1;
        x * 3 + one
    }
    let handle = next(5);
    prints(&handle, &["a = value i64", "b = a * 3", "return b + 1"]);
    assert_eq!(handle.graph().constants().count(), 1);
}

#[test]
fn fold_by_content_and_type() {
    #[daisy::inline]
    fn small(x: i64) -> i64 {
        let k = 1u8;
        x + width(&k) as i64
    }
    #[daisy::inline]
    fn big(x: i64) -> i64 {
        let k = 1u64;
        x + width(&k) as i64
    }
    #[daisy::inline]
    fn zero(x: f64) -> f64 {
        x / 0.0
    }
    #[daisy::inline]
    fn minus_zero(x: f64) -> f64 {
        x / -0.0
    }
    crate::common::differ(small(1), big(1), [2, 9]);
    crate::common::differ(zero(1.0), minus_zero(1.0), [f64::INFINITY, f64::NEG_INFINITY]);
}

#[test]
fn of_a_users_type() {
    #[daisy::inline]
    fn borrowed(x: f64) -> f64 {
        let config = Config { rate: 2.0, name: String::from("ab") };
        applied(x, &config)
    }
    #[daisy::inline]
    fn owned(x: f64) -> f64 {
        let config = Config { rate: 2.0, name: "ab".to_string() };
        taken(x, config.clone()) + taken(x, config)
    }
    #[daisy::inline]
    fn another(x: f64) -> f64 {
        let other = Config { rate: 2.0, name: String::from("ab") };
        applied(x, &other)
    }
    needs(borrowed(1.5), 1, 5.0);
    needs(owned(1.5), 2, 10.0);
    folds(&borrowed(1.5), &another(1.5));
}

#[test]
fn in_a_chain_and_its_closures() {
    #[daisy::inline]
    fn by_literal(xs: Vec<f64>) -> f64 {
        xs.iter().map(|x| x * 2.0).sum::<f64>()
    }
    #[daisy::inline]
    fn by_variable(xs: Vec<f64>) -> f64 {
        let k = 2.0;
        xs.iter().map(|x| x * k).sum::<f64>()
    }
    #[daisy::inline]
    fn by_another(ys: Vec<f64>) -> f64 {
        let factor = 2.0;
        ys.iter().map(|x| x * factor).sum::<f64>()
    }
    #[daisy::inline]
    fn with_more(xs: Vec<f64>) -> f64 {
        let k = 3.0;
        xs.iter().map(|x| x * k).sum::<f64>()
    }
    #[daisy::inline]
    fn by_handle(xs: Vec<f64>, k: f64) -> f64 {
        xs.iter().map(|x| x * k).sum::<f64>()
    }
    let xs = daisy::value(vec![1.0, 2.0]);
    needs(by_literal(&xs), 1, 6.0);
    needs(by_variable(&xs), 1, 6.0);
    needs(by_handle(&xs, 2.0), 1, 6.0);
    needs(by_another(&xs), 1, 6.0);
    folds(&by_another(&xs), &by_another(&xs));
    crate::common::differ(by_variable(&xs), with_more(&xs), [6.0, 9.0]);
}

#[test]
fn handles_in_static_variables_are_inputs() {
    fn total(parts: Vec<f64>) -> f64 {
        parts.iter().sum()
    }
    #[daisy::inline]
    fn pushed(x: f64, y: f64) -> f64 {
        let mut parts = Vec::new();
        parts.push(x * 2.0);
        parts.push(y);
        total(parts)
    }
    #[daisy::inline]
    fn in_an_array(x: f64, y: f64) -> f64 {
        total(vec![x * 2.0, y])
    }
    // x * 2.0, total
    needs(pushed(1.0, 5.0), 2, 7.0);
    // x * 2.0, vec!, total
    needs(in_an_array(1.0, 5.0), 3, 7.0);
}

#[test]
fn paths_are_part_of_the_text() {
    #[daisy::inline]
    fn one(x: f64) -> f64 {
        x * LIMIT
    }
    #[daisy::inline]
    fn twice(y: f64) -> f64 {
        one(y) + one(y)
    }
    #[daisy::inline]
    fn chained(x: f64) -> f64 {
        x.min(LIMIT)
    }
    #[daisy::inline]
    fn deep(x: f64) -> f64 {
        x.min(std::f64::consts::E)
    }
    let x = daisy::value(3.5f64);
    needs(twice(&x), 2, 14.0);
    needs(one(&x), 1, 7.0);
    needs(chained(&x), 1, 2.0);
    needs(deep(&x), 1, std::f64::consts::E);
    assert_eq!(one(&x).graph().constants().count(), 1);
}

#[test]
fn opaque_values_are_captured_with_an_identity_of_their_own() -> Checked {
    #[derive(Clone)]
    struct Unhashed(i64);
    fn read(x: i64, of: &Unhashed) -> i64 {
        x + of.0
    }
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let of = daisy::opaque(Unhashed(4));
        read(x, &of) + read(x, &of)
    }
    assert_eq!(run(&f(1)), Ok(10));
    // read once, +
    assert_eq!(f(1).graph().len(), 2);
    assert_ne!(f(1).key(), f(1).key());
    Ok(())
}

#[test]
fn a_value_handle_in_a_variable_is_an_input() {
    #[daisy::inline]
    fn f(x: f64) -> f64 {
        let mut acc = daisy::value(0.0);
        for k in [1.0, 2.0] {
            acc = acc + x * k;
        }
        acc
    }
    needs(f(3.0), 4, 9.0);
}

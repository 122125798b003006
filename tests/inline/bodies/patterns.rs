//! Values taken apart, and borrows that are named.

use crate::common::{agree, both};
use daisy::prelude::*;

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub struct Pair {
    left: i64,
    right: i64,
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub struct Series {
    values: Vec<i64>,
    step: i64,
}

fn next(x: &i64) -> i64 {
    x + 1
}

fn count(values: &Vec<i64>) -> i64 {
    values.len() as i64
}

both! {
    pub fn of_reference(&x: &i64) -> i64 {
        x + 1
    }

    pub fn of_reference_to_tuple(&(a, b): &(i64, i64)) -> i64 {
        a * b
    }

    pub fn of_tuple((a, b): (i64, i64), Pair { left, right: c }: Pair, [d, e]: [i64; 2]) -> i64 {
        a * b + left * c + d * e
    }

    pub fn references_to_parts((a, values): &(i64, Vec<i64>), Pair { left, right }: &Pair, [d, .., e]: &[i64; 3]) -> i64 {
        next(a) + count(values) + next(left) * *right + next(d) * *e
    }

    pub fn taken_apart_by_reference(series: &Series, pair: (Vec<i64>, i64)) -> i64 {
        let Series { values, step } = series;
        let &by = step;
        let (ref all, k) = pair;
        let (more, again) = &pair;
        count(values) * by + count(all) * k + count(more) + next(again)
    }

    pub fn capitals(pair: Pair, Pair { left: M, right: N }: Pair) -> i64 {
        let Pair { left: A, right: B } = pair;
        A * 10 + B + M * 1000 + N * 100
    }

    pub fn matches_that_move(name: Option<String>, n: Option<i64>) -> bool {
        matches!(name, Some(name) if name.len() > 1) && matches!(n, Some(n) if n > 1)
    }

    pub fn one_of_two(first: bool, a: Vec<i64>, b: &Vec<i64>) -> i64 {
        let r = if first { &a } else { b };
        let again = r;
        count(again) + r.iter().sum::<i64>()
    }

    pub fn one_of_three(a: Vec<i64>, b: Vec<i64>, pair: Pair) -> i64 {
        let (mut r, which) = (&a, 1);
        for i in 0..3 {
            if i == 1 {
                r = &b;
            }
        }
        let s = match which {
            0 => &a,
            1 => { &b }
            _ => r,
        };
        let side = if pair.left > pair.right { &pair.left } else { &pair.right };
        count(r) + count(s) * 10 + next(side) * 100
    }

    pub fn texts(first: bool, a: &str, b: &str) -> String {
        let r = if first { a } else { b };
        r.to_uppercase() + r
    }

    pub fn a_name_of_a_branch(x: &i64) -> i64 {
        let y = { let x = x + 1; x };
        let z = if y > 1 { let x = y; x } else { y };
        y + z + *x
    }
}

#[test]
fn parameters() {
    let (pair, series) = (Pair { left: 3, right: 4 }, Series { values: vec![1, 2], step: 5 });
    agree!(of_reference(&1));
    agree!(of_reference_to_tuple(&(3, 4)));
    agree!(of_tuple((3, 4), pair.clone(), [5, 6]));
    agree!(references_to_parts(&(3, vec![4]), &pair, &[1, 2, 3]));
    agree!(taken_apart_by_reference(&series, (vec![1], 2)));
    agree!(capitals(pair.clone(), Pair { left: 5, right: 6 }));
}

#[test]
fn moved_by_matches() {
    for name in ["a", "ab"] {
        agree!(matches_that_move(Some(name.to_owned()), Some(2)));
    }
    agree!(matches_that_move(None::<String>, Some(2)));
}

#[test]
fn names_of_borrows() {
    for first in [true, false] {
        agree!(one_of_two(first, vec![1], &vec![2, 3]));
        agree!(texts(first, "a", "b"));
    }
    agree!(one_of_three(vec![1], vec![2, 3], Pair { left: 3, right: 4 }));
    agree!(a_name_of_a_branch(&3));
}

//! Types are told where the plain function tells them: by annotations, results, and what comes later.

use crate::common::{needs, run};
use std::collections::{BTreeMap, HashMap, HashSet};

#[test]
fn by_the_annotation_of_a_let() {
    #[daisy::inline]
    fn parsed(text: &str) -> i64 {
        let n: i64 = text.parse().unwrap();
        let sum: i64 = text.chars().map(|c| c as i64).sum();
        n + sum
    }
    #[daisy::inline]
    fn collected(text: &str) -> usize {
        let words: HashSet<_> = text.split(' ').map(str::to_string).collect();
        let counts: HashMap<char, usize> = text.chars().map(|c| (c, 1)).collect();
        words.len() * 10 + counts.len()
    }
    #[daisy::inline]
    fn converted(x: i32) -> f64 {
        let y: f64 = x.into();
        let z: f64 = f64::from(x);
        y + z
    }
    #[daisy::inline]
    fn fallible(text: &str) -> Result<u8, std::num::ParseIntError> {
        let n: u8 = text.parse()?;
        Ok(n / 2)
    }
    assert_eq!(run(&parsed("7")), Ok(7 + 55));
    assert_eq!(run(&collected("a b a")), Ok(23));
    assert_eq!(run(&converted(2i32)), Ok(4.0));
    assert_eq!(run(&fallible("9")), Ok(4));
}

#[test]
fn by_the_result_of_the_function() {
    #[daisy::inline]
    fn tail(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_string).collect()
    }
    #[daisy::inline]
    fn summed(xs: &[f64]) -> f64 {
        xs.iter().sum()
    }
    #[daisy::inline]
    fn in_a_branch(c: bool, text: &str) -> BTreeMap<String, i64> {
        if c { text.split(' ').map(|word| (word.to_string(), 1)).collect() } else { BTreeMap::new() }
    }
    #[daisy::inline]
    fn result(text: &str) -> Result<Vec<i64>, std::num::ParseIntError> {
        text.split(' ').map(|part| part.parse()).collect()
    }
    #[daisy::inline]
    fn empty(c: bool, xs: Vec<i64>) -> Vec<i64> {
        if c { xs } else { vec![] }
    }
    #[daisy::inline]
    fn default(c: bool, x: f32) -> f32 {
        if c { x } else { Default::default() }
    }
    needs(tail("a b"), 1, vec!["a".to_string(), "b".into()]);
    needs(summed(vec![1.0, 2.0]), 1, 3.0);
    assert_eq!(run(&in_a_branch(true, "a")), Ok(BTreeMap::from([("a".to_string(), 1)])));
    assert_eq!(run(&result("1 2")), Ok(vec![1, 2]));
    needs(empty(false, vec![1]), 1, vec![]);
    needs(default(false, 1.5f32), 1, 0.0);
}

#[test]
fn of_closures_in_chains() {
    #[daisy::inline]
    fn sorted(words: Vec<String>) -> Vec<String> {
        words.iter().fold(Vec::new(), |mut sorted, word| {
            let at = sorted.partition_point(|other| other < word);
            sorted.insert(at, word.clone());
            sorted
        })
    }
    #[daisy::inline]
    fn scanned(xs: Vec<i64>) -> Vec<i64> {
        xs.iter()
            .scan(0, |sum, x| {
                *sum += x;
                Some(*sum)
            })
            .collect()
    }
    #[daisy::inline]
    fn zipped(xs: Vec<i64>, ys: Vec<f64>) -> f64 {
        xs.iter().zip(&ys).map(|(x, y)| *x as f64 * y).fold(0.0, |a, b| a + b)
    }
    assert_eq!(run(&sorted(vec!["b".to_string(), "a".into()])), Ok(vec!["a".into(), "b".into()]));
    assert_eq!(run(&scanned(vec![1, 2, 3])), Ok(vec![1, 3, 6]));
    assert_eq!(run(&zipped(vec![1, 2], vec![0.5, 2.0])), Ok(4.5));
}

#[test]
fn of_callees_with_generic_results() {
    fn read<T: std::str::FromStr + Default>(text: &str) -> T {
        text.parse().unwrap_or_default()
    }
    fn both<A, B>(a: A, b: B) -> (B, A) {
        (b, a)
    }
    fn apply<F: Fn(i64) -> i64>(f: F, x: i64) -> i64 {
        f(x)
    }
    #[daisy::inline]
    fn explicit(text: &str) -> i64 {
        read::<i64>(text) + read::<i64>("5")
    }
    #[daisy::inline]
    fn tail(text: &str) -> f64 {
        read(text)
    }
    #[daisy::inline]
    fn annotated(text: &str) -> u8 {
        let n: u8 = read(text);
        n / 2
    }
    #[daisy::inline]
    fn swapped(x: i64, text: String) -> (String, i64) {
        both(x, text)
    }
    #[daisy::inline]
    fn by_function(x: i64) -> i64 {
        apply(i64::abs, x)
    }
    needs(explicit("4"), 3, 9);
    needs(tail("1.5"), 1, 1.5);
    assert_eq!(run(&annotated("9")), Ok(4));
    needs(swapped(1, "a"), 1, ("a".to_string(), 1));
    needs(by_function(-3), 1, 3);
}

#[test]
fn by_what_comes_later() {
    #[derive(Clone, Debug, PartialEq)]
    struct Lines {
        all: Vec<String>,
        n: u8,
    }
    #[daisy::inline]
    fn into_a_field(text: &str) -> Lines {
        let all = text.lines().map(|line| line.trim().to_string()).collect();
        let n = text.len().try_into().unwrap_or(0);
        Lines { all, n }
    }
    #[daisy::inline]
    fn into_the_result(text: &str) -> Vec<i64> {
        let numbers = text.split(' ').map(|part| part.parse().unwrap_or(0)).collect();
        numbers
    }
    assert_eq!(run(&into_a_field(" a")), Ok(Lines { all: vec!["a".into()], n: 2 }));
    assert_eq!(run(&into_the_result("1 x")), Ok(vec![1, 0]));
}

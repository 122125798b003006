//! The small idioms of everyday Rust.

use crate::common::{agree, agree_or_fail, both, cases};
use daisy::prelude::*;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::error::Error;

const DAYS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub struct Person {
    name: Option<String>,
    age: u32,
    scores: Vec<i64>,
}

/// What lookups find, owned.
fn found(names: &[String], at: usize) -> Option<String> {
    names.get(at).cloned()
}

both! {
    pub fn percent(part: i64, whole: i64) -> String {
        let ratio = part as f64 / whole.max(1) as f64;
        format!("{:.1}%", ratio * 100.0)
    }

    pub fn compared(a: i64, b: i64) -> String {
        match a.cmp(&b) {
            Ordering::Less => format!("{a} < {b}"),
            Ordering::Equal => "equal".to_string(),
            Ordering::Greater => format!("{a} > {b}"),
        }
    }

    pub fn days_in(month: i64) -> i64 {
        DAYS[(month - 1) as usize]
    }

    pub fn within(x: f64, low: f64) -> bool {
        (low..=10.0).contains(&x)
    }

    pub fn rising(xs: &[i64]) -> bool {
        xs.windows(2).all(|pair| pair[0] <= pair[1])
    }

    pub fn in_pairs(xs: Vec<i64>) -> Vec<i64> {
        xs.chunks(2).map(|pair| pair.iter().sum::<i64>()).collect::<Vec<_>>()
    }

    pub fn extremes(xs: &[f64]) -> Option<(f64, f64)> {
        let low = xs.iter().copied().min_by(|a, b| a.total_cmp(b));
        let high = xs.iter().copied().max_by(|a, b| a.total_cmp(b));
        low.zip(high)
    }

    pub fn called(person: &Person) -> String {
        let name = person.name.as_deref().unwrap_or("nobody").to_string();
        let best = person.scores.iter().max().copied().unwrap_or_default();
        format!("{name} ({}) {best}", person.age)
    }

    pub fn older(person: Person) -> Person {
        let age = person.age + 1;
        let scores = person.scores.iter().map(|score| score * 2).collect();
        Person { age, scores, ..person }
    }

    pub fn positive(x: i64) -> Option<i64> {
        (x > 0).then_some(x * 2)
    }

    pub fn lazily(x: i64) -> Option<i64> {
        (x > 0).then(|| 100 / x)
    }

    pub fn length_of(names: &[String], at: usize) -> usize {
        found(names, at).map(|name| name.len()).unwrap_or(0)
    }

    pub fn neighbours(xs: [i64; 4]) -> i64 {
        let mut sum = 0;
        for i in 0..4 {
            sum += xs[i] * xs[(i + 1) % 4];
        }
        sum
    }

    pub fn field(text: &str) -> Result<i64, Box<dyn Error + Send + Sync>> {
        let n = text.split_once(':').ok_or("no colon")?.1.trim().parse::<i64>()?;
        Ok(n)
    }

    pub fn looked_up(ages: &BTreeMap<String, i64>, name: &str) -> i64 {
        let known = ages.contains_key(name);
        if known { ages[name] } else { -1 }
    }

    pub fn digits(n: u32) -> u32 {
        n.to_string().chars().filter_map(|c| c.to_digit(10)).map(|d| d * d).sum()
    }

    pub fn small(n: i64) -> Option<u8> {
        u8::try_from(n).ok()
    }

    pub fn utf8(bytes: Vec<u8>) -> Result<String, std::string::FromUtf8Error> {
        let text = String::from_utf8(bytes)?;
        Ok(text.to_uppercase())
    }

    pub fn ruled(text: &str) -> String {
        let line = "-".repeat(text.len());
        format!("{line}\n{text}\n{line}")
    }

    pub fn negated(x: i64, xs: Vec<i64>) -> (f64, bool, i64) {
        (-x as f64, !xs.is_empty(), -(x + 1).abs())
    }

    pub fn triangle(n: i64) -> i64 {
        (1..=n).sum::<i64>()
    }

    pub fn table(n: i64) -> Vec<(i64, i64)> {
        (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).filter(|(i, j)| (i + j) % 2 == 0).collect()
    }

    pub fn clamped(x: f64, n: i64) -> (f64, i64) {
        (x.clamp(0.0, 1.0), i64::pow(n, 2).rem_euclid(7))
    }

    pub fn best(xs: [i64; 4]) -> i64 {
        let mut best = i64::MIN;
        for i in 0..4 {
            best = best.max(xs[i]);
        }
        best
    }

    pub fn checksum(xs: &[i64], key: i64) -> i64 {
        let mut sum = key;
        for x in xs {
            sum = sum.wrapping_mul(31).wrapping_add(*x);
        }
        sum
    }

    pub fn ends(word: String) -> String {
        let first = word.chars().next();
        let last = word.chars().last();
        match (first, last) {
            (Some(a), Some(b)) if a == b => format!("{a}"),
            (Some(a), Some(b)) => format!("{a}{b}"),
            _ => String::new(),
        }
    }
}

fn person() -> impl Strategy<Value = Person> {
    (prop::option::of("[a-z]{1,4}"), 0..99u32, vec(-9..9i64, 0..4)).prop_map(|(name, age, scores)| Person {
        name,
        age,
        scores,
    })
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn numbers(a in -9..9i64, b in -9..9i64, x in -2.0..12.0f64, month in 1..13i64, n in any::<u32>()) {
        agree!(percent(a, b));
        agree!(compared(a, b));
        agree!(days_in(month));
        agree!(within(x, 1.0));
        agree!(positive(a));
        agree!(lazily(a));
        agree!(digits(n));
        agree!(small(i64::from(n) % 300));
        agree!(triangle(a));
        agree!(table(b));
        agree!(clamped(x, a));
    }

    #[test]
    fn lists(xs in vec(-9..9i64, 0..6), ys in vec(-9.0..9.0f64, 0..6), four in any::<[i8; 4]>()) {
        agree!(rising(&xs));
        agree!(in_pairs(xs.clone()));
        agree!(extremes(&ys));
        agree!(negated(xs.len() as i64, xs.clone()));
        agree!(checksum(&xs, 7));
        agree!(neighbours(four.map(i64::from)));
        agree!(best(four.map(i64::from)));
    }

    #[test]
    fn people(person in person(), names in vec("[a-z]{0,4}", 0..4), at in 0..5usize) {
        agree!(called(&person));
        agree!(older(person.clone()));
        agree!(length_of(&names, at));
    }

    #[test]
    fn texts(text in "[a-c]{1,4}:? ?[0-9x]{0,3}", ages in btree_map("[ab]", 0..99i64, 0..3), name in "[abc]", bytes in vec(any::<u8>(), 0..3)) {
        agree_or_fail!(field(&text));
        agree!(looked_up(&ages, &name));
        agree_or_fail!(utf8(bytes.clone()));
        agree!(ruled(&text));
        agree!(ends(text.clone()));
    }
}

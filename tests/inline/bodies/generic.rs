//! Functions over types and consts.

use crate::common::{agree, both, cases, same};
use daisy::prelude::*;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::{Debug, Display};
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

pub trait Tag {
    const NAME: &'static str;
    fn tag(&self) -> i64;
}

#[derive(Clone, Debug, Tokenize)]
pub struct Red(i64);

#[derive(Clone, Debug, Tokenize)]
pub struct Blue(String);

impl Tag for Red {
    const NAME: &'static str = "red";
    fn tag(&self) -> i64 {
        self.0
    }
}

impl Tag for Blue {
    const NAME: &'static str = "blue";
    fn tag(&self) -> i64 {
        self.0.len() as i64
    }
}

/// A plain generic function that the bodies call.
fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items
}

fn shown(item: &dyn Debug) -> String {
    format!("{item:?}")
}

both! {
    pub fn largest<T: PartialOrd + Clone>(items: &[T]) -> Option<T> {
        items.iter().cloned().fold(None, |best: Option<T>, item| match best {
            Some(best) if best >= item => Some(best),
            _ => Some(item),
        })
    }

    pub fn joined<T: Display>(items: &[T], separator: &str) -> String {
        items.iter().map(|item| item.to_string()).collect::<Vec<_>>().join(separator)
    }

    pub fn around<A: Clone, B: Clone>(a: A, b: B) -> (A, B, A) {
        (a.clone(), b, a)
    }

    pub fn dot<T>(a: &[T], b: &[T]) -> T
    where
        T: Copy + Mul<Output = T> + Sum<T>,
    {
        a.iter().zip(b).map(|(x, y)| *x * *y).sum::<T>()
    }

    pub fn scaled<const N: usize>(items: [i64; N]) -> [i64; N] {
        items.map(|item| item.wrapping_mul(N as i64))
    }

    pub fn tagged<T: Tag>(item: &T) -> String {
        let tag = item.tag();
        format!("{}:{tag}", T::NAME)
    }

    pub fn between<T>(a: T, b: T, t: f64) -> T
    where
        T: Copy + Add<Output = T> + Sub<Output = T> + Mul<f64, Output = T>,
    {
        a + (b - a) * t
    }

    pub fn median<T: Ord + Clone>(items: Vec<T>) -> Option<T> {
        let items = sorted(items);
        let middle = items.len() / 2;
        items.get(middle).cloned()
    }

    pub fn ordered<T: PartialOrd + Clone>(a: T, b: T) -> (T, T) {
        if a <= b { (a, b) } else { (b, a) }
    }

    pub fn grouped<K: Ord + Clone, V: Clone>(keys: &[K], values: &[V]) -> BTreeMap<K, Vec<V>> {
        keys.iter().zip(values).fold(BTreeMap::new(), |mut groups: BTreeMap<K, Vec<V>>, (key, value)| {
            groups.entry(key.clone()).or_default().push(value.clone());
            groups
        })
    }

    pub fn debugged<T>(item: Option<T>) -> String
    where
        T: Debug + Clone,
    {
        let text = shown(&item);
        match item {
            Some(_) => format!("is {text}"),
            None => text,
        }
    }

    pub fn of_both<T: Ord + Clone + Display>(a: Vec<T>, b: Vec<T>) -> String {
        let (first, second) = (median(a), median(b));
        match (first, second) {
            (Some(a), Some(b)) => format!("{a} and {b}"),
            (Some(only), None) | (None, Some(only)) => only.to_string(),
            (None, None) => String::new(),
        }
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn collections(a in vec(-9..9i64, 0..6), b in vec(-9..9i64, 0..6), words in vec("[a-c]{0,3}", 0..5)) {
        agree!(largest(&a));
        agree!(largest(&words));
        agree!(joined(&a, ", "));
        agree!(joined(&words, "-"));
        agree!(dot(&a, &b));
        agree!(median(words.clone()));
        agree!(grouped(&words, &a));
        agree!(of_both(a.clone(), b.clone()));
        agree!(of_both(words.clone(), Vec::<String>::new()));
    }

    #[test]
    fn single_values(n in any::<i64>(), word in "[a-c]{0,3}", a in -9.0..9.0f64, b in -9.0..9.0f64, t in 0.0..1.0f64) {
        agree!(around(n, word.clone()));
        same(|| Ok(plain::tagged(&Red(n))), || inline::tagged(daisy::value(Red(n))));
        same(|| Ok(plain::tagged(&Blue(word.clone()))), || inline::tagged(daisy::value(Blue(word.clone()))));
        agree!(between(a, b, t));
        agree!(ordered(a, b));
        agree!(ordered(word.clone(), String::from("b")));
        agree!(debugged(Some(n)));
        agree!(debugged(None::<String>));
    }

    #[test]
    fn arrays(three in any::<[i64; 3]>()) {
        agree!(scaled(three));
        agree!(scaled([three[0]]));
        agree!(dot(&vec![0.5, 2.0], &vec![three[0] as f64, 1.0]));
    }
}

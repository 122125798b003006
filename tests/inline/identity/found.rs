//! Texts that once had one key and two values.

#![allow(non_snake_case, reason = "names of capitals are what is tested")]

use crate::common::once;
use daisy::prelude::*;

#[derive(Clone, Copy, Tokenize)]
struct One;
#[derive(Clone, Copy, Tokenize)]
struct Two;

trait Value {
    fn value(&self) -> i64;
}
impl Value for One {
    fn value(&self) -> i64 {
        1
    }
}
impl Value for Two {
    fn value(&self) -> i64 {
        2
    }
}

trait Plus {
    fn plus<T: Value>(&self, other: T) -> i64;
}
impl Plus for i64 {
    fn plus<T: Value>(&self, other: T) -> i64 {
        self + other.value()
    }
}

macro_rules! constant {
    ($k:literal) => {
        const K: i64 = $k;
    };
}

/// Both, computed together, so that they fold if they have one key.
fn both<T: Data + Clone>(a: Delayed<T>, b: Delayed<T>) -> (T, T) {
    daisy::compute((a, b)).wait().expect("both run")
}

#[test]
fn items_out_of_macros() {
    #[daisy::inline]
    fn f(x: i64) -> (i64, i64) {
        let a = {
            constant!(2);
            x.pow(2) * K
        };
        let b = {
            constant!(3);
            x.pow(2) * K
        };
        (a, b)
    }
    assert_eq!(once(f(2)), (8, 12));
}

#[test]
fn lines() {
    #[daisy::inline]
    fn f(x: u32) -> u32 {
        let a = Some(x).map(|x| x * 0 + line!()).unwrap_or(0);
        let b = Some(x).map(|x| x * 0 + line!()).unwrap_or(0);
        b - a
    }
    assert_eq!(once(f(5)), 1);
}

mod capitals {
    use super::*;

    #[daisy::inline]
    pub fn one(x: i64) -> i64 {
        let K = One;
        x.plus(K)
    }
    #[daisy::inline]
    pub fn two(x: i64) -> i64 {
        let K = Two;
        x.plus(K)
    }
    #[daisy::inline]
    pub fn each_one(x: i64) -> i64 {
        let mut t = x;
        for K in [One] {
            t = x.plus(K);
        }
        t
    }
    #[daisy::inline]
    pub fn each_two(x: i64) -> i64 {
        let mut t = x;
        for K in [Two] {
            t = x.plus(K);
        }
        t
    }
    #[daisy::inline]
    pub fn inner(A: f64, b: Option<f64>) -> f64 {
        match b {
            Some(A) => A,
            None => A,
        }
    }
    #[daisy::inline]
    pub fn outer(C: f64, b: Option<f64>) -> f64 {
        match b {
            Some(A) => C + A * 0.0,
            None => C,
        }
    }
}

#[test]
fn names_in_capitals() {
    assert_eq!(both(capitals::one(0), capitals::two(0)), (1, 2));
    assert_eq!(both(capitals::each_one(0), capitals::each_two(0)), (1, 2));
    assert_eq!(both(capitals::inner(1.0, Some(2.0)), capitals::outer(1.0, Some(2.0))), (2.0, 1.0));
}

mod references {
    pub trait Which {
        fn which(self) -> i64;
    }
    impl Which for i64 {
        fn which(self) -> i64 {
            1
        }
    }
    impl Which for &i64 {
        fn which(self) -> i64 {
            2
        }
    }
    #[daisy::inline]
    pub fn owned(x: i64) -> i64 {
        x.which()
    }
    #[daisy::inline]
    pub fn borrowed(x: &i64) -> i64 {
        x.which()
    }
}

#[test]
fn a_value_and_a_reference() {
    assert_eq!(both(references::owned(7), references::borrowed(7)), (1, 2));
}

#[test]
fn closures_of_two_spellings_of_and() {
    #[daisy::inline]
    fn lazily(v: Vec<f64>, i: usize) -> bool {
        Some(i).is_some_and(|i| (i < v.len()) && (v[i] > 0.0))
    }
    #[daisy::inline]
    fn eagerly(v: Vec<f64>, i: usize) -> bool {
        Some(i).is_some_and(|i| (i < v.len()) & &(v[i] > 0.0))
    }
    assert_ne!(lazily(vec![1.0], 3).key(), eagerly(vec![1.0], 3).key());
    assert!(!once(lazily(vec![1.0], 3)));
}

//! What is equal is one task: across functions, modules and, for operators and callees, crates.

use crate::common::{Count, distinct, folds, once, tasks};

mod callees {
    use super::Count;

    pub static RUNS: Count = Count::new();

    pub fn square(x: i64) -> i64 {
        RUNS.add();
        x * x
    }
}

mod a {
    use super::callees::square;

    #[daisy::inline]
    pub fn sum(x: i64, y: i64) -> i64 {
        x + y
    }
    #[daisy::inline]
    pub fn call(x: i64) -> i64 {
        square(x)
    }
    #[daisy::inline]
    pub fn std_call(x: i64, y: i64) -> i64 {
        std::cmp::max(x, y)
    }
    #[daisy::inline]
    pub fn less(x: i64) -> bool {
        x < 3
    }
}

mod b {
    use super::callees;
    use std::cmp;

    #[daisy::inline]
    pub fn sum(left: i64, right: i64) -> i64 {
        let result = left + right;
        result
    }
    #[daisy::inline]
    pub fn call(n: i64) -> i64 {
        callees::square(n)
    }
    #[daisy::inline]
    pub fn std_call(x: i64, y: i64) -> i64 {
        cmp::max(x, y)
    }
    #[daisy::inline]
    pub fn less(y: i64) -> bool {
        let three = 3i64;
        y < three
    }
}

#[test]
fn operators_and_callees_across_modules() {
    folds(&a::sum(1, 2), &b::sum(1, 2));
    folds(&a::call(3), &b::call(3));
    folds(&a::std_call(1, 2), &b::std_call(1, 2));
    folds(&a::less(1), &b::less(1));
    #[daisy::inline]
    fn both(x: i64) -> i64 {
        a::call(x) + b::call(x)
    }
    assert_eq!((once(both(3)), callees::RUNS.take(), tasks(&both(3))), (18, 1, 2));
}

#[test]
fn operators_across_crates() {
    // The operator on handles is daisy's own code.
    let (x, y) = (daisy::value(1i64), daisy::value(2i64));
    folds(&a::sum(&x, &y), &(&x + &y));
}

#[test]
fn chains_macros_and_regions_of_one_function() {
    #[daisy::inline]
    fn one(xs: Vec<i64>, k: i64) -> (i64, String, i64) {
        let sum = xs.iter().map(|x| x * k).sum::<i64>();
        let text = format!("{k:?}");
        let mut last = 0;
        for x in xs {
            last = x * k;
        }
        (sum, text, last)
    }
    #[daisy::inline]
    fn twice(values: Vec<i64>, factor: i64) -> (i64, i64) {
        let (a, b) = (one(values, factor), one(values, factor));
        (a.0 + b.0, a.2 - b.2)
    }
    let xs = daisy::value(vec![1i64, 2]);
    folds(&one(&xs, 3), &one(&xs, 3));
    assert_eq!(once(one(&xs, 3)), (9, "3".to_string(), 6));
    // sum, format, for, the tuple; +, -, the tuple
    assert_eq!((once(twice(&xs, 3)), tasks(&twice(&xs, 3))), ((18, 0), 7));
}

#[test]
fn texts_of_two_functions_of_one_module() {
    let xs = daisy::value(vec![1i64, 2]);
    folds(&texts::chain(&xs, 3), &texts::other_chain(&xs, 3));
    folds(&texts::region(&xs), &texts::other_region(&xs));
    folds(&texts::path(5), &texts::other_path(5));
    folds(&texts::field((1, 2)), &texts::other_field((1, 2)));
}

mod texts {
    const LIMIT: i64 = 10;

    #[daisy::inline]
    pub fn chain(xs: Vec<i64>, k: i64) -> i64 {
        xs.iter().map(|x| x * k).sum::<i64>()
    }
    #[daisy::inline]
    pub fn other_chain(values: Vec<i64>, factor: i64) -> i64 {
        values.iter().map(|x| x * factor).sum::<i64>()
    }
    #[daisy::inline]
    pub fn region(xs: Vec<i64>) -> i64 {
        let mut last = 0;
        for x in xs {
            last = x * 2;
        }
        last
    }
    #[daisy::inline]
    pub fn other_region(values: Vec<i64>) -> i64 {
        let mut newest = 0;
        for x in values {
            newest = x * 2;
        }
        newest
    }
    #[daisy::inline]
    pub fn path(x: i64) -> i64 {
        x * LIMIT
    }
    #[daisy::inline]
    pub fn other_path(y: i64) -> i64 {
        y * LIMIT
    }
    #[daisy::inline]
    pub fn field(p: (i64, i64)) -> i64 {
        p.0
    }
    #[daisy::inline]
    pub fn other_field(q: (i64, i64)) -> i64 {
        q.0
    }
}

#[test]
fn within_one_function() {
    #[daisy::inline]
    fn f(xs: Vec<f64>, x: f64) -> f64 {
        let a = xs.iter().sum::<f64>() * x;
        let b = xs.iter().sum::<f64>() * x;
        a + b + x.sqrt() - x.sqrt()
    }
    // sum, *, +, sqrt, +, -
    assert_eq!(tasks(&f(vec![1.0, 2.0], 4.0)), 6);
}

#[test]
fn instances_of_one_generic_function() {
    #[daisy::inline]
    fn f<T: Clone + std::fmt::Debug>(xs: Vec<T>) -> String {
        xs.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(" ")
    }
    assert_eq!(distinct(&[f(vec![1i64]), f(vec![1i64])]), 1);
    assert_eq!(distinct(&[f(vec![1i64]), f(vec![1u8])]), 2);
}

#[test]
fn whole_bodies_across_levels() {
    #[daisy::inline]
    fn norm(x: f64, y: f64) -> f64 {
        (x * x + y * y).sqrt()
    }
    #[daisy::inline]
    fn unit(x: f64, y: f64) -> (f64, f64) {
        let n = norm(x, y);
        (x / n, y / norm(x, y))
    }
    // two *, +, sqrt, two /, the tuple
    assert_eq!(tasks(&unit(3.0, 4.0)), 7);
    assert_eq!(once(unit(3.0, 4.0)), (0.6, 0.8));
}

#[test]
fn results_of_folded_tasks_are_each_readers_own() {
    fn pushed(mut v: Vec<i64>, x: i64) -> Vec<i64> {
        v.push(x);
        v
    }
    #[daisy::inline]
    fn f(v: Vec<i64>) -> (Vec<i64>, Vec<i64>) {
        let one = pushed(v, 1);
        let two = pushed(v, 1);
        (pushed(one, 2), pushed(two, 3))
    }
    assert_eq!(once(f(Vec::<i64>::new())), (vec![1, 2], vec![1, 3]));
}

#[test]
fn keys_are_the_same_in_every_run() {
    #[daisy::inline]
    fn f(xs: Vec<i64>, k: i64) -> i64 {
        let mut sum = 0;
        for x in &xs {
            sum += x;
        }
        if sum > k { sum } else { xs.len() as i64 * k }
    }
    let keys: Vec<_> = (0..3).map(|_| f(vec![1, 2], 7).key()).collect();
    assert!(keys.iter().all(|key| *key == keys[0]));
    let elsewhere = std::thread::spawn(|| f(vec![1, 2], 7).key()).join().unwrap();
    assert_eq!(elsewhere, keys[0]);
}

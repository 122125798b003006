//! Closures, and variables that mean different things in one text.

use crate::common::{differ, run};

#[test]
fn typed_closures_as_callees() {
    #[daisy::inline]
    fn up(x: i64) -> i64 {
        let go = |x: i64| x + 1;
        go(x)
    }
    #[daisy::inline]
    fn down(x: i64) -> i64 {
        let go = |x: i64| x - 1;
        go(x)
    }
    #[daisy::inline]
    fn both(x: i64) -> (i64, i64) {
        let go = |x: i64| x + 1;
        let a = go(x);
        let go = |x: i64| x - 1;
        (a, go(x))
    }
    differ(up(5), down(5), [6, 4]);
    assert_eq!(run(&both(5)), Ok((6, 4)));
}

#[test]
fn closures_in_a_chain() {
    #[daisy::inline]
    fn both(xs: Vec<i64>) -> (i64, i64) {
        (xs.iter().map(|x| x + 1).sum::<i64>(), xs.iter().map(|x| x - 1).sum::<i64>())
    }
    assert_eq!(run(&both(vec![1, 2])), Ok((5, 1)));
}

#[test]
fn variables_of_one_name_and_other_values() {
    #[daisy::inline]
    fn captured(xs: Vec<i64>) -> (i64, i64) {
        let k = 1;
        let a = xs.iter().map(|x| x * k).sum::<i64>();
        let k = 2;
        let b = xs.iter().map(|x| x * k).sum::<i64>();
        (a, b)
    }
    #[daisy::inline]
    fn delayed(xs: Vec<i64>, k: i64) -> (i64, i64) {
        let a = xs.iter().map(|x| x * k).sum::<i64>();
        let k = k + 1;
        let b = xs.iter().map(|x| x * k).sum::<i64>();
        (a, b)
    }
    #[daisy::inline]
    fn region(xs: Vec<i64>) -> (i64, i64) {
        let k = 1;
        let mut a = 0;
        for x in &xs {
            a += x * k;
        }
        let k = 2;
        let mut b = 0;
        for x in &xs {
            b += x * k;
        }
        (a, b)
    }
    #[daisy::inline]
    fn unrolled(xs: Vec<i64>) -> i64 {
        let mut acc = 0;
        for k in [1, 10, 100] {
            acc = acc + xs.iter().map(|x| x * k).sum::<i64>();
        }
        acc
    }
    assert_eq!(run(&captured(vec![1, 2])), Ok((3, 6)));
    assert_eq!(run(&delayed(vec![1, 2], 1)), Ok((3, 6)));
    assert_eq!(run(&region(vec![1, 2])), Ok((3, 6)));
    assert_eq!(run(&unrolled(vec![1, 2])), Ok(333));
}

#[test]
fn swapped_variables() {
    #[daisy::inline]
    fn f(a: i64, b: i64) -> String {
        format!("{a} {b} {a}")
    }
    #[daisy::inline]
    fn g(b: i64, a: i64) -> String {
        format!("{a} {b} {a}")
    }
    #[daisy::inline]
    fn chain(a: Vec<i64>, b: Vec<i64>) -> Vec<i64> {
        a.iter().chain(&b).copied().collect()
    }
    #[daisy::inline]
    fn backwards(b: Vec<i64>, a: Vec<i64>) -> Vec<i64> {
        a.iter().chain(&b).copied().collect()
    }
    differ(f(1, 2), g(1, 2), ["1 2 1".to_string(), "2 1 2".to_string()]);
    differ(chain(vec![1], vec![2]), backwards(vec![1], vec![2]), [vec![1, 2], vec![2, 1]]);
}

#[test]
fn a_bound_name_against_a_variable() {
    #[daisy::inline]
    fn outer(xs: Vec<i64>, x: i64) -> i64 {
        xs.iter().map(|_y| x + 1).sum::<i64>()
    }
    #[daisy::inline]
    fn inner(xs: Vec<i64>, _x: i64) -> i64 {
        xs.iter().map(|x| x + 1).sum::<i64>()
    }
    differ(outer(vec![1, 2], 10), inner(vec![1, 2], 10), [22, 5]);
}

#[test]
fn a_captured_closure_that_holds_a_value() {
    #[daisy::inline]
    fn both(x: i64) -> (i64, i64) {
        let one = daisy::opaque(1i64);
        let two = daisy::opaque(2i64);
        (x + one, x + two)
    }
    assert_eq!(run(&both(5)), Ok((6, 7)));
}

#[test]
fn functions_taken_as_values() {
    fn up(x: i64) -> i64 {
        x + 1
    }
    fn down(x: i64) -> i64 {
        x - 1
    }
    #[daisy::inline]
    fn f(xs: Vec<i64>) -> (Vec<i64>, Vec<i64>) {
        (xs.iter().copied().map(up).collect::<Vec<_>>(), xs.iter().copied().map(down).collect::<Vec<_>>())
    }
    assert_eq!(run(&f(vec![1, 2])), Ok((vec![2, 3], vec![0, 1])));
}

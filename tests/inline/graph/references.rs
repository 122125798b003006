//! Parameters declared `&T` stay borrowed; `let r = &a` names a borrow.

use crate::common::{folds, needs, run};
use ndarray::{Array1, array};

fn read(x: &i64) -> i64 {
    *x + 1
}

fn total(xs: &[i64]) -> i64 {
    xs.iter().sum()
}

fn length(text: &str) -> usize {
    text.len()
}

#[test]
fn operators_of_references() {
    #[daisy::inline]
    fn arrays(a: &Array1<f64>, b: &Array1<f64>) -> Array1<f64> {
        a + b
    }
    #[daisy::inline]
    fn mixed(a: &Array1<f64>, b: Array1<f64>) -> Array1<f64> {
        b * a - 1.0
    }
    #[daisy::inline]
    fn explicit(a: Array1<f64>, b: Array1<f64>) -> Array1<f64> {
        &a + &b
    }
    #[daisy::inline]
    fn numbers(a: &i64, b: &i64) -> i64 {
        a + b * 2
    }
    let (a, b) = (daisy::value(array![1.0, 2.0]), daisy::value(array![3.0, 4.0]));
    needs(arrays(&a, &b), 1, array![4.0, 6.0]);
    needs(mixed(&a, &b), 2, array![2.0, 7.0]);
    needs(explicit(&a, &b), 1, array![4.0, 6.0]);
    folds(&arrays(&a, &b), &explicit(&a, &b));
    needs(numbers(1, 2), 2, 5);
}

#[test]
fn named_whole_pass_the_reference() {
    #[daisy::inline]
    fn number(x: &i64) -> i64 {
        read(x)
    }
    #[daisy::inline]
    fn slice(xs: &[i64]) -> i64 {
        total(xs)
    }
    #[daisy::inline]
    fn text(s: &str) -> usize {
        length(s)
    }
    #[daisy::inline]
    fn vector(xs: &Vec<i64>) -> i64 {
        total(xs)
    }
    #[daisy::inline]
    fn onwards(xs: &[i64], s: &str, x: &i64) -> i64 {
        slice(xs) + text(s) as i64 + number(x)
    }
    needs(number(1), 1, 2);
    needs(slice(vec![1, 2]), 1, 3);
    needs(text("abc"), 1, 3);
    needs(vector(vec![1, 2]), 1, 3);
    needs(onwards(vec![1, 2], "abc", 4), 5, 11);
}

#[test]
fn dereferenced_and_read_as_places() {
    #[daisy::inline]
    fn number(x: &i64) -> i64 {
        *x + 1
    }
    #[daisy::inline]
    fn text(s: &str) -> String {
        format!("{s}, {}", &s[1..])
    }
    #[daisy::inline]
    fn slices(xs: &[i64], i: &usize) -> i64 {
        xs[*i] + xs.len() as i64
    }
    #[daisy::inline]
    fn pair(p: &(i64, String)) -> String {
        p.1.repeat(p.0 as usize)
    }
    needs(number(1), 1, 2);
    needs(text("abc"), 1, "abc, bc".to_string());
    assert_eq!(run(&slices(vec![5, 6], 1)), Ok(8));
    assert_eq!(run(&pair(daisy::value((2, "ab".to_string())))), Ok("abab".to_string()));
}

#[test]
fn a_borrow_in_a_variable_is_no_task() {
    #[daisy::inline]
    fn named(a: i64) -> i64 {
        let r = &a;
        read(r)
    }
    #[daisy::inline]
    fn written(a: i64) -> i64 {
        read(&a)
    }
    #[daisy::inline]
    fn of_what_is_computed(a: Vec<i64>) -> i64 {
        let sorted = a.iter().rev().copied().collect::<Vec<_>>();
        let r = &sorted;
        total(r) * r[0]
    }
    folds(&named(1), &written(1));
    needs(named(1), 1, 2);
    needs(of_what_is_computed(vec![1, 2]), 3, 6);
}

#[test]
fn of_a_borrow_are_references_to_references() {
    #[daisy::inline]
    fn numbers(a: i64) -> i64 {
        let r = &a;
        let rr = &r;
        let both = &&a;
        **rr + *r + **both
    }
    #[daisy::inline]
    fn of_a_parameter(xs: &Vec<i64>) -> i64 {
        let r = &xs;
        let rr = &r;
        total(r) + total(rr) + (**r)[0] + rr.len() as i64
    }
    needs(numbers(2), 2, 6);
    assert_eq!(run(&of_a_parameter(vec![1i64, 2])), Ok(9));
}

#[test]
fn compared() {
    #[daisy::inline]
    fn f(a: &String, b: &str, xs: &[i64]) -> (bool, bool) {
        (a == b, xs < &[2][..])
    }
    #[daisy::inline]
    fn same(a: &i64, b: &i64) -> bool {
        a == b
    }
    assert_eq!(run(&f("a", "a", vec![1i64])), Ok((true, true)));
    needs(same(1, 1), 1, true);
}

#[test]
fn in_regions_and_closures() {
    #[daisy::inline]
    fn f(xs: &[i64], k: &i64, name: &str) -> String {
        let mut sum = 0;
        for x in xs {
            sum += x * k;
        }
        let texts = xs.iter().map(|x| format!("{name}{x}")).collect::<Vec<_>>();
        match name {
            "a" => texts.join(","),
            _ => format!("{sum}"),
        }
    }
    assert_eq!(run(&f(vec![1, 2], 10, "a")), Ok("a1,a2".to_string()));
    assert_eq!(run(&f(vec![1, 2], 10, "b")), Ok("30".to_string()));
}

#[test]
fn callers_pass_what_they_would_for_a_value() {
    #[daisy::inline]
    fn f(xs: &[i64], s: &str, x: &i64) -> i64 {
        total(xs) + length(s) as i64 + *x
    }
    let wanted = f(vec![1i64, 2], "abc", 4i64);
    needs(wanted.clone(), 4, 10);
    let (xs, s, x) = (vec![1i64, 2], String::from("abc"), 4i64);
    folds(&f(&xs, &s, &x), &wanted);
    folds(&f(daisy::value(xs.clone()), daisy::value(s.clone()), daisy::value(x)), &wanted);
    folds(&f(&daisy::value(xs), &daisy::value(s), &daisy::value(x)), &wanted);
    folds(
        &f(vec![daisy::value(1i64), daisy::value(2i64)], "abc", 4).compute().wait().map(daisy::value).unwrap(),
        &daisy::value(10),
    );
}

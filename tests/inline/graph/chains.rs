//! One task per chain, closures and all.

use crate::common::{folds, needs, run, tasks};

const LIMIT: i64 = 10;

#[daisy::inline]
fn weighted(xs: Vec<f64>, k: f64) -> f64 {
    xs.iter().map(|v| v * k).sum::<f64>()
}

#[test]
fn of_any_length_are_one_task() {
    #[daisy::inline]
    fn long(text: String) -> Vec<String> {
        text.split(',')
            .map(|part| part.trim())
            .filter(|part| !part.is_empty())
            .map(|part| part.to_uppercase())
            .rev()
            .collect::<Vec<_>>()
    }
    #[daisy::inline]
    fn short(text: String) -> usize {
        text.len()
    }
    needs(long("a, b,,c"), 1, vec!["C".to_string(), "B".into(), "A".into()]);
    needs(short("abc"), 1, 3);
}

#[test]
fn that_differ_in_the_names_of_variables_are_one_task() {
    #[daisy::inline]
    fn renamed(ys: Vec<f64>, m: f64) -> (f64, f64) {
        let one = ys.iter().map(|v| v * m).sum::<f64>();
        let zs = ys;
        let factor = m;
        (one, zs.iter().map(|v| v * factor).sum::<f64>())
    }
    #[daisy::inline]
    fn inside(data: Vec<f64>) -> f64 {
        let factor = data[0];
        let found = data.iter().map(|v| v * factor).sum::<f64>();
        found
    }
    let xs = daisy::value(vec![2.0, 3.0]);
    // The chain and the tuple.
    needs(renamed(&xs, 4.0), 2, (20.0, 20.0));
    needs(weighted(&xs, 4.0), 1, 20.0);
    assert_eq!(run(&inside(&xs)), Ok(10.0));
}

#[test]
fn that_differ_in_anything_else_are_not() {
    #[daisy::inline]
    fn minus(a: i64, b: i64) -> i64 {
        a.wrapping_sub(b)
    }
    #[daisy::inline]
    fn backwards(a: i64, b: i64) -> i64 {
        b.wrapping_sub(a)
    }
    #[daisy::inline]
    fn plus(a: i64, b: i64) -> i64 {
        a.wrapping_add(b)
    }
    #[daisy::inline]
    fn twice(a: i64) -> i64 {
        a.wrapping_sub(a)
    }
    crate::common::differ(minus(5, 3), backwards(5, 3), [2, -2]);
    crate::common::differ(minus(5, 3), plus(5, 3), [2, 8]);
    folds(&minus(5, 5), &minus(5, 5));
    needs(twice(5), 1, 0);
}

#[test]
fn over_other_types_are_not() {
    #[daisy::inline]
    fn kind<T: std::fmt::Debug>(x: T) -> String {
        format!("{x:?}").to_lowercase()
    }
    #[daisy::inline]
    fn bits<T: Into<i64> + Clone>(x: T) -> i64 {
        x.clone().into()
    }
    assert_ne!(kind(1i64).key(), kind(1u8).key());
    assert_ne!(bits(1i32).key(), bits(1u8).key());
    assert_eq!(run(&bits(7u8)), Ok(7));
}

#[test]
fn arguments_that_compute_are_tasks_of_their_own() {
    #[daisy::inline]
    fn operator(a: i64, b: i64) -> i64 {
        a.max(b + 1)
    }
    #[daisy::inline]
    fn chain(a: i64, b: i64) -> i64 {
        a.max(b.abs())
    }
    #[daisy::inline]
    fn variable(a: i64, b: i64) -> i64 {
        a.max(b)
    }
    #[daisy::inline]
    fn choice(a: i64, b: bool) -> i64 {
        a.max(if b { 7 } else { 1 })
    }
    needs(operator(1, 2), 2, 3);
    needs(chain(1, -2), 2, 2);
    needs(variable(1, 2), 1, 2);
    needs(choice(3, true), 2, 7);
}

#[test]
fn receivers_that_compute_are_tasks_of_their_own() {
    fn doubled(x: f64) -> f64 {
        x * 2.0
    }
    #[daisy::inline]
    fn of_an_operator(a: f64, b: f64) -> f64 {
        (a + b).sqrt()
    }
    #[daisy::inline]
    fn of_a_call(a: f64) -> f64 {
        doubled(a).sqrt()
    }
    #[daisy::inline]
    fn root(x: f64) -> f64 {
        x.sqrt()
    }
    needs(of_an_operator(7.0, 9.0), 2, 4.0);
    needs(of_a_call(8.0), 2, 4.0);
    let sum = daisy::value(7.0) + daisy::value(9.0);
    assert!(of_an_operator(7.0, 9.0).graph().node(&sum.key()).is_some());
    needs(root(sum), 2, 4.0);
}

#[test]
fn inside_closures_everything_is_ordinary() {
    fn helper(x: i64, y: i64) -> i64 {
        x * 10 + y
    }
    #[daisy::inline]
    fn f(xs: Vec<i64>, k: i64) -> Vec<i64> {
        xs.iter()
            .map(|x| {
                let mut sum = 0;
                for i in 0..*x {
                    if i % 2 == 0 {
                        continue;
                    }
                    sum += helper(i, k);
                }
                match sum {
                    0 => -1,
                    n if n > 20 => return n,
                    n => n + k,
                }
            })
            .collect()
    }
    needs(f(vec![0, 2, 4], 3), 1, vec![-1, 16, 46]);
}

#[test]
fn closures_shadow_the_variables_around_them() {
    #[daisy::inline]
    fn f(xs: Vec<i64>, k: i64) -> i64 {
        let inner = xs.iter().map(|k| k * 2).sum::<i64>();
        inner + k
    }
    #[daisy::inline]
    fn later(xs: Vec<i64>, k: i64) -> i64 {
        xs.iter()
            .map(|x| {
                let before = k;
                let k = x + before;
                k * before
            })
            .sum()
    }
    needs(f(vec![1, 2], 5), 2, 11);
    needs(later(vec![1, 2], 5), 1, 30 + 35);
}

#[test]
fn on_literals_and_constants_are_one_task() {
    #[daisy::inline]
    fn literal(x: f64) -> f64 {
        2.0_f64.powf(x)
    }
    #[daisy::inline]
    fn constant(x: i64) -> i64 {
        LIMIT.max(x)
    }
    #[daisy::inline]
    fn text(x: usize) -> String {
        "ab".repeat(x)
    }
    #[daisy::inline]
    fn deep(x: i64) -> i64 {
        i64::MAX.wrapping_add(x)
    }
    needs(literal(3.0), 1, 8.0);
    needs(constant(3), 1, 10);
    needs(constant(30), 1, 30);
    needs(text(2), 1, "abab".to_string());
    needs(deep(1), 1, i64::MIN);
}

#[test]
fn on_static_variables_run_while_building() {
    #[daisy::inline]
    fn f(x: f64) -> f64 {
        let k = 2.0_f64;
        x * k.powi(3)
    }
    let x = daisy::value(3.0f64);
    folds(&f(&x), &(&x * 8.0));
    needs(f(&x), 1, 24.0);
}

#[test]
fn with_a_question_mark_are_one_task() {
    #[daisy::inline]
    fn f(text: &str) -> Result<i64, std::num::ParseIntError> {
        text.trim().parse::<i64>()
    }
    #[daisy::inline]
    fn g(text: &str) -> Result<i64, std::num::ParseIntError> {
        let n = text.trim().parse::<i64>()?;
        Ok(n)
    }
    #[daisy::inline]
    fn doubled(text: &str) -> Result<i64, std::num::ParseIntError> {
        let n = text.trim().parse::<i64>()?;
        Ok(n * 2)
    }
    assert_eq!(run(&f(" 4 ")), Ok(4));
    assert_eq!(run(&g(" 4 ")), Ok(4));
    assert_eq!(run(&doubled(" 4 ")), Ok(8));
    // At least the chain and the operator; whether `Ok` is one of its own is not said.
    assert!((2..=3).contains(&tasks(&doubled(" 4 "))), "{}", doubled(" 4 ").graph());
    assert!(run(&doubled("x")).unwrap_err().contains("invalid digit"));
}

#[test]
fn with_casts_fields_and_indices_around_them() {
    #[daisy::inline]
    fn cast(xs: Vec<f64>) -> f64 {
        xs.len() as f64
    }
    #[daisy::inline]
    fn mean(xs: Vec<f64>) -> f64 {
        xs.iter().sum::<f64>() / xs.len() as f64
    }
    #[daisy::inline]
    fn indexed(text: String) -> String {
        text.split(' ').collect::<Vec<_>>()[0].to_string()
    }
    #[daisy::inline]
    fn projected(x: f64) -> f64 {
        x.sin_cos().0
    }
    #[daisy::inline]
    fn dereferenced(xs: Vec<i64>) -> i64 {
        *xs.iter().max().unwrap()
    }
    needs(cast(vec![1.0, 2.0]), 1, 2.0);
    // sum, len as f64, /
    needs(mean(vec![1.0, 2.0]), 3, 1.5);
    needs(indexed("ab c"), 1, "ab".to_string());
    needs(projected(0.0), 1, 0.0);
    needs(dereferenced(vec![1, 3, 2]), 1, 3);
}

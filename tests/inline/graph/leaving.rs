//! `return` and failures of static code, recursion, and patterns that bind.

use crate::common::{folds, needs, run};
use daisy::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[daisy::inline]
fn plain(x: i64) -> i64 {
    x + 1
}

#[test]
fn a_return_at_the_end() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        return x + 1;
    }
    #[daisy::inline]
    fn fallible(x: i64) -> Result<i64, String> {
        return Ok(x + 1);
    }
    folds(&f(1), &plain(1));
    assert_eq!(run(&fallible(1)), Ok(2));
}

#[test]
fn a_return_under_a_static_condition() {
    #[daisy::inline]
    fn early(x: i64) -> i64 {
        let n = 3;
        if n > 2 {
            return x + 1;
        }
        x * 100
    }
    #[daisy::inline]
    fn from_a_loop(x: i64) -> i64 {
        let mut acc = x;
        for i in 0..10 {
            if i == 2 {
                return acc;
            }
            acc = acc + i;
        }
        acc * 100
    }
    folds(&early(1), &plain(1));
    needs(from_a_loop(1), 2, 2);
}

#[test]
fn mutual_recursion_is_a_clear_panic_while_building() {
    #[daisy::inline]
    fn even(n: i64) -> bool {
        if n == 0 { true } else { odd(n - 1) }
    }
    #[daisy::inline]
    fn odd(n: i64) -> bool {
        if n == 0 { false } else { even(n - 1) }
    }
    let panic = catch_unwind(AssertUnwindSafe(|| even(3))).unwrap_err();
    let said = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()));
    let said = said.expect("a message");
    assert!(said.contains("even") || said.contains("odd"), "{said}");
    // And the next call is as good as ever.
    assert_eq!(run(&plain(1)), Ok(2));
}

#[derive(Clone, Debug, Tokenize)]
struct Point {
    x: i64,
    y: i64,
}

#[test]
fn patterns_of_structs_and_arrays() {
    #[daisy::inline]
    fn fields(p: Point) -> i64 {
        let Point { x, y: other } = p;
        x - other
    }
    #[daisy::inline]
    fn array(xs: [i64; 3]) -> i64 {
        let [a, _, c] = xs;
        a * c
    }
    #[daisy::inline]
    fn nested(pair: (Point, [i64; 2])) -> i64 {
        let (Point { x, .. }, [a, b]) = pair;
        x * a - b
    }
    let p = daisy::value(Point { x: 5, y: 3 });
    assert_eq!(run(&fields(&p)), Ok(2));
    assert_eq!(run(&array([2, 3, 4])), Ok(8));
    assert_eq!(run(&nested((p, daisy::value([2i64, 1])))), Ok(9));
}

#[test]
fn patterns_in_regions() {
    #[daisy::inline]
    fn chained(x: Option<i64>, limit: i64) -> i64 {
        if let Some(n) = x
            && n > limit
        {
            n
        } else {
            limit
        }
    }
    #[daisy::inline]
    fn slices(xs: Vec<i64>) -> i64 {
        match &xs[..] {
            [] => 0,
            [one] => *one,
            [first, .., last] => first * 10 + last,
        }
    }
    #[daisy::inline]
    fn bound(x: i64) -> i64 {
        match x {
            n @ 1..=5 => n * 2,
            n if n < 0 => -n,
            _ => unreachable!("{x}"),
        }
    }
    #[daisy::inline]
    fn borrowed(p: &Point) -> i64 {
        match p {
            Point { x: 0, y } | Point { x: y, y: 0 } => *y,
            Point { x, .. } => x * 100,
        }
    }
    #[daisy::inline]
    fn by_text(s: String) -> i64 {
        match s.as_str() {
            "one" => 1,
            other => other.len() as i64,
        }
    }
    #[daisy::inline]
    fn or_panic(x: i64) -> i64 {
        if x > 0 { x } else { panic!("{x} is not positive") }
    }
    assert_eq!(
        (run(&chained(Some(5), 3)), run(&chained(Some(1), 3)), run(&chained(None::<i64>, 3))),
        (Ok(5), Ok(3), Ok(3))
    );
    assert_eq!(
        (run(&slices(Vec::<i64>::new())), run(&slices(vec![4])), run(&slices(vec![1, 2, 3]))),
        (Ok(0), Ok(4), Ok(13))
    );
    assert_eq!((run(&bound(3)), run(&bound(-3))), (Ok(6), Ok(3)));
    assert_eq!(run(&borrowed(daisy::value(Point { x: 0, y: 7 }))), Ok(7));
    assert_eq!((run(&by_text("one")), run(&by_text("three"))), (Ok(1), Ok(5)));
    assert_eq!(run(&or_panic(3)), Ok(3));
    assert!(or_panic(-3).compute().wait().unwrap_err().to_string().contains("-3 is not positive"));
}

#[test]
fn a_value_named_whole_twice_in_one_region() {
    #[daisy::inline]
    fn f(xs: Vec<i64>) -> i64 {
        let mut count = 0;
        for x in xs {
            if xs.contains(&(x + 1)) {
                count += 1;
            }
        }
        count
    }
    #[daisy::inline]
    fn matched(x: Option<String>) -> (String, bool) {
        match x {
            Some(text) => (text, x.is_some()),
            None => (String::new(), false),
        }
    }
    assert_eq!(run(&f(vec![1, 2, 4])), Ok(1));
    assert_eq!(run(&matched(Some("a".to_string()))), Ok(("a".to_string(), true)));
}

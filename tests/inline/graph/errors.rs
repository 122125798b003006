//! `?` is part of the task it follows; a failure becomes the failure of all that needs it.

use crate::common::{Bad, Count, folds, needs, once, run, tasks};
use daisy::prelude::*;
use std::fmt;
use std::num::ParseIntError;

#[derive(Debug)]
enum Ours {
    Parse(ParseIntError),
    Bad(Bad),
}

impl fmt::Display for Ours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ours::Parse(_) => write!(f, "ours: parse"),
            Ours::Bad(bad) => write!(f, "ours: {bad}"),
        }
    }
}

impl std::error::Error for Ours {}

impl From<ParseIntError> for Ours {
    fn from(error: ParseIntError) -> Ours {
        Ours::Parse(error)
    }
}

impl From<Bad> for Ours {
    fn from(error: Bad) -> Ours {
        Ours::Bad(error)
    }
}

fn even(x: i64) -> Result<i64, Bad> {
    if x % 2 == 0 { Ok(x) } else { Err(Bad(x)) }
}

#[delayed]
fn even_later(x: i64) -> Result<i64, Bad> {
    even(x)
}

#[test]
fn is_part_of_a_call() {
    #[daisy::inline]
    fn f(x: i64) -> Result<i64, Bad> {
        even(x)
    }
    #[daisy::inline]
    fn g(x: i64) -> i64 {
        x + 1
    }
    #[daisy::inline]
    fn sum(x: i64) -> Result<i64, Bad> {
        let y = even(x)?;
        let z = even(y / 2)?;
        Ok(y + z)
    }
    needs(f(2), 1, 2);
    assert_eq!(run(&f(3)), Err("bad number 3".to_string()));
    assert_eq!(run(&g(f(3))), Err("bad number 3".to_string()));
    assert_eq!(run(&sum(4)), Ok(6));
    assert_eq!(run(&sum(6)), Err("bad number 3".to_string()));
    // even, /, even, +, and perhaps `Ok`
    assert!((4..=5).contains(&tasks(&sum(4))), "{}", sum(4).graph());
}

#[test]
fn converts_by_from() {
    #[daisy::inline]
    fn f(text: &str) -> Result<i64, Ours> {
        let n = text.parse::<i64>()?;
        let n = even(n)?;
        Ok(n / 2)
    }
    #[daisy::inline]
    fn boxed(text: &str) -> Result<i64, Box<dyn std::error::Error + Send + Sync>> {
        let n = f(text)?;
        let m = even(n)?;
        Ok(m)
    }
    assert_eq!(run(&f("8")), Ok(4));
    assert_eq!(run(&f("x")), Err("ours: parse".to_string()));
    assert_eq!(run(&f("7")), Err("ours: bad number 7".to_string()));
    assert!(matches!(f("7").compute().wait().unwrap_err().downcast_ref::<Ours>(), Some(Ours::Bad(Bad(7)))));
    assert!(matches!(f("x").compute().wait().unwrap_err().downcast_ref::<Ours>(), Some(Ours::Parse(_))));
    assert_eq!(run(&boxed("8")), Ok(4));
    assert_eq!(run(&boxed("7")), Err("ours: bad number 7".to_string()));
    assert_eq!(run(&boxed("6")), Err("bad number 3".to_string()));
    assert_eq!(boxed("6").compute().wait().unwrap_err().downcast_ref::<Bad>(), Some(&Bad(3)));
}

#[test]
fn of_delayed_and_inline_calls() {
    #[daisy::inline]
    fn direct(x: i64) -> Result<i64, Bad> {
        even_later(x)
    }
    #[daisy::inline]
    fn f(x: i64) -> Result<i64, Bad> {
        let y = even_later(x)?;
        Ok(y + 1)
    }
    #[daisy::inline]
    fn g(x: i64) -> Result<i64, Bad> {
        Ok(f(x)? * 10)
    }
    assert_eq!(run(&direct(3)), Err("bad number 3".to_string()));
    folds(&direct(2), &even_later(2));
    assert_eq!(run(&f(2)), Ok(3));
    assert_eq!(run(&f(3)), Err("bad number 3".to_string()));
    assert_eq!(run(&g(2)), Ok(30));
    assert_eq!(run(&g(3)), Err("bad number 3".to_string()));
}

#[test]
fn inside_other_expressions() {
    fn plus(a: i64, b: i64) -> i64 {
        a + b
    }
    #[daisy::inline]
    fn f(text: &str, x: i64) -> Result<Vec<i64>, Ours> {
        Ok(vec![plus(even(x)?, text.parse::<i64>()?), -even(x)?])
    }
    assert_eq!(run(&f("5", 2)), Ok(vec![7, -2]));
    assert_eq!(run(&f("x", 2)), Err("ours: parse".to_string()));
    assert_eq!(run(&f("5", 3)), Err("ours: bad number 3".to_string()));
}

#[test]
fn fails_only_what_needs_it() {
    static RUNS: Count = Count::new();
    fn counted(x: i64) -> Result<i64, Bad> {
        RUNS.add();
        even(x)
    }
    #[daisy::inline]
    fn parts(x: i64) -> Result<(i64, i64), Bad> {
        let y = counted(x)?;
        Ok((y, x))
    }
    #[daisy::inline]
    fn without(x: i64) -> Result<i64, Bad> {
        let _y = counted(x)?;
        Ok(x)
    }
    assert_eq!((once(without(3)), RUNS.take()), (3, 0));
    assert!(parts(3).compute().wait().is_err());
    let (failed, fine) = daisy::compute((parts(3).attempt(), without(3))).wait().unwrap();
    assert!(failed.is_err());
    assert_eq!(fine, 3);
}

#[test]
fn on_what_is_kept_in_a_variable() {
    #[daisy::inline]
    fn f(text: &str) -> Result<i64, ParseIntError> {
        let tried = text.parse::<i64>();
        let n = tried?;
        Ok(n + 1)
    }
    #[daisy::inline]
    fn both(text: &str) -> bool {
        let tried = text.parse::<i64>();
        tried.is_ok()
    }
    assert_eq!(run(&f("1")), Ok(2));
    assert!(run(&f("x")).unwrap_err().contains("invalid digit"));
    assert_eq!(run(&both("1")), Ok(true));
    assert_eq!(run(&both("x")), Ok(false));
}

#[test]
fn results_by_constructor() {
    #[daisy::inline]
    fn ok(x: i64) -> Result<i64, String> {
        Ok(x)
    }
    #[daisy::inline]
    fn err(x: i64) -> Result<i64, String> {
        Err(format!("not {x}"))
    }
    #[daisy::inline]
    fn fixed() -> Result<i64, String> {
        Ok(7)
    }
    #[daisy::inline]
    fn fixed_error(_x: i64) -> Result<i64, Bad> {
        Err(Bad(4))
    }
    #[daisy::inline]
    fn chosen(x: i64) -> Result<i64, String> {
        if x > 0 { Ok(x + 1) } else { Err("not positive".to_string()) }
    }
    assert_eq!(run(&ok(1)), Ok(1));
    assert_eq!(run(&err(1)), Err("not 1".to_string()));
    assert_eq!(run(&fixed()), Ok(7));
    assert_eq!(run(&fixed_error(1)), Err("bad number 4".to_string()));
    assert_eq!(run(&chosen(1)), Ok(2));
    assert_eq!(run(&chosen(-1)), Err("not positive".to_string()));
}

#[test]
fn panics_are_errors_of_their_task() {
    #[daisy::inline]
    fn f(xs: Vec<i64>) -> i64 {
        xs[3] + 1
    }
    let error = f(vec![1, 2]).compute().wait().unwrap_err();
    assert_eq!(error.kind(), daisy::ErrorKind::Panicked);
    assert!(error.to_string().contains("index out of bounds"), "{error}");
}

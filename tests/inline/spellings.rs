//! The attribute's spellings and options, what may stand in a signature, and what callers pass.

use crate::common::{Checked, folds, needs, run};
use daisy::prelude::*;
use std::io;

mod renamed {
    pub use daisy::*;
}

mod spelled {
    use daisy::delayed;

    #[daisy::inline]
    pub fn one(x: i64) -> i64 {
        x * 2 + 1
    }

    #[delayed(inline)]
    pub fn two(x: i64) -> i64 {
        x * 2 + 1
    }

    #[delayed]
    #[inline]
    pub fn three(x: i64) -> i64 {
        x * 2 + 1
    }

    #[daisy::delayed(inline)]
    pub fn four(x: i64) -> i64 {
        x * 2 + 1
    }

    #[delayed(inline, crate = crate::spellings::renamed)]
    pub fn five(x: i64) -> i64 {
        x * 2 + 1
    }

    #[delayed(inline, strict = six_now)]
    pub fn six(x: i64) -> i64 {
        x * 2 + 1
    }

    #[daisy::inline(crate = crate::spellings::renamed)]
    pub fn seven(x: i64) -> i64 {
        x * 2 + 1
    }
}

#[test]
fn all_mean_the_same() {
    let x = daisy::value(3i64);
    let wanted = &x * 2i64 + 1i64;
    for handle in [
        spelled::one(&x),
        spelled::two(&x),
        spelled::three(&x),
        spelled::four(&x),
        spelled::five(&x),
        spelled::six(&x),
        spelled::seven(&x),
    ] {
        folds(&handle, &wanted);
        needs(handle, 2, 7);
    }
    assert_eq!(spelled::six_now(3), 7);
}

#[test]
fn a_bare_inline_stays_the_compilers() {
    #[inline]
    fn plain(x: i64) -> i64 {
        x + 1
    }
    assert_eq!(plain(1), 2);
}

#[test]
fn documentation_visibility_and_lints_stay() {
    mod inner {
        /// Documented.
        ///
        /// With a [`link`](crate) and `code`.
        #[daisy::inline]
        #[allow(unused_variables, non_snake_case)]
        #[must_use]
        pub(super) fn Named(x: i64, unused: i64) -> i64 {
            x
        }

        #[cfg(not(all()))]
        #[daisy::inline]
        pub(super) fn absent(x: NoSuchType) -> i64 {
            x
        }

        #[daisy::inline]
        #[doc(hidden)]
        pub(in crate::spellings) fn documented(#[allow(unused_variables)] x: i64) -> i64 {
            7
        }
    }
    needs(inner::Named(3, 4), 0, 3);
    needs(inner::documented(3), 0, 7);
}

#[test]
fn patterns_and_mut_in_parameters() {
    #[derive(Clone, Debug, Tokenize)]
    struct Point {
        x: i64,
        y: i64,
    }
    #[daisy::inline]
    fn tuple((a, b): (i64, i64)) -> i64 {
        a - b
    }
    #[daisy::inline]
    fn changed(mut x: i64, by: i64) -> i64 {
        x += by;
        x = x * 2;
        x
    }
    #[daisy::inline]
    fn fields(Point { x, y: other }: Point) -> i64 {
        x - other
    }
    #[daisy::inline]
    fn ignored(_: i64, x: i64, _unused: String) -> i64 {
        x
    }
    #[daisy::inline]
    fn array([a, b]: [i64; 2]) -> i64 {
        a * b
    }
    #[daisy::inline]
    fn nested(((a, _), b): ((i64, i64), i64)) -> i64 {
        a - b
    }
    assert_eq!(run(&tuple((5, 3))), Ok(2));
    needs(changed(5, 1), 2, 12);
    assert_eq!(run(&fields(daisy::value(Point { x: 5, y: 3 }))), Ok(2));
    needs(ignored(1, 2, "a"), 0, 2);
    assert_eq!(run(&array([5, 3])), Ok(15));
    assert_eq!(run(&nested(((5, 1), 3))), Ok(2));
}

#[test]
fn generics_and_where_clauses() {
    use std::fmt::Debug;
    use std::ops::{Add, Mul};
    #[daisy::inline]
    fn scaled<T: Mul<Output = T> + Clone, U>(x: T, by: T, with: U) -> String
    where
        T: Debug + Add<Output = T>,
        U: Debug + Clone,
    {
        let sum = x * by + x;
        format!("{sum:?} {with:?}")
    }
    #[daisy::inline]
    fn sized<const N: usize, T: Clone>(items: [T; N]) -> usize {
        items.len() + N
    }
    #[daisy::inline]
    fn lived<'a>(text: &'a str, items: &'a [i64]) -> usize {
        text.len() + items.len()
    }
    #[daisy::inline]
    fn made<T: Default + Clone + Tokenize + Add<Output = T>>(x: T) -> T {
        x + T::default()
    }
    assert_eq!(run(&scaled(3i64, 2i64, true)), Ok("9 true".to_string()));
    assert_eq!(run(&scaled(1.5f64, 2.0f64, daisy::value("a".to_string()))), Ok("4.5 \"a\"".to_string()));
    assert_eq!(run(&sized([1i64, 2])), Ok(4));
    assert_eq!(run(&lived("ab", vec![1, 2, 3])), Ok(5));
    assert_eq!(run(&made(3i64)), Ok(3));
}

#[test]
fn nothing_to_do_and_nothing_to_give() {
    #[daisy::inline]
    fn empty(_x: i64) {}
    #[daisy::inline]
    fn unit(_x: i64) -> () {
        ()
    }
    #[daisy::inline]
    fn none() -> i64 {
        5
    }
    #[daisy::inline]
    fn called(x: i64) {
        nothing(x)
    }
    fn nothing(_x: i64) {}
    needs(empty(1), 0, ());
    needs(unit(1), 0, ());
    needs(none(), 0, 5);
    needs(called(1), 1, ());
}

#[test]
fn results_of_every_spelling() {
    #[daisy::inline]
    fn by_alias(text: &str) -> io::Result<i64> {
        text.parse::<i64>().map_err(io::Error::other)
    }
    #[daisy::inline]
    fn by_path(text: &str) -> std::result::Result<i64, std::num::ParseIntError> {
        text.parse::<i64>()
    }
    #[daisy::inline]
    fn by_long_alias(x: i64) -> std::io::Result<i64> {
        if x > 0 { Ok(x) } else { Err(io::Error::other("not positive")) }
    }
    #[daisy::inline]
    fn formatted(x: f64) -> std::fmt::Result {
        if x > 0.0 { Ok(()) } else { Err(std::fmt::Error) }
    }
    assert_eq!(run(&by_alias("4")), Ok(4));
    assert!(run(&by_alias("x")).unwrap_err().contains("invalid digit"));
    assert_eq!(run(&by_path("4")), Ok(4));
    assert_eq!(run(&by_long_alias(1)), Ok(1));
    assert_eq!(run(&by_long_alias(0)), Err("not positive".to_string()));
    let _ = formatted(1.0);
}

#[test]
fn arguments_of_every_form() {
    #[daisy::inline]
    fn sum(a: i64, b: i64) -> i64 {
        a + b
    }
    let (a, b) = (daisy::value(1i64), daisy::value(2i64));
    let wanted = &a + &b;
    for handle in [sum(1, 2), sum(&1, &2), sum(&a, &b), sum(a.clone(), b.clone()), sum(a, 2), sum(1, &b)] {
        folds(&handle, &wanted);
    }
    needs(wanted, 1, 3);
}

#[test]
fn collections_of_handles_as_arguments() {
    fn total(items: &[i64]) -> i64 {
        items.iter().sum()
    }
    #[daisy::inline]
    fn by_value(items: Vec<i64>) -> i64 {
        total(&items) + 1
    }
    #[daisy::inline]
    fn by_reference(items: &[i64]) -> i64 {
        total(items) + 1
    }
    #[daisy::inline]
    fn option(x: Option<i64>) -> i64 {
        x.unwrap_or(9)
    }
    #[daisy::inline]
    fn array(xs: [i64; 2]) -> i64 {
        xs[0] - xs[1]
    }
    #[daisy::inline]
    fn tuple(pair: (i64, String)) -> String {
        pair.1.repeat(pair.0 as usize)
    }
    let (a, b) = (daisy::value(1i64) + 1i64, daisy::value(5i64));
    assert_eq!(run(&by_value(vec![a.clone(), b.clone()])), Ok(8));
    assert_eq!(run(&by_reference(vec![a.clone(), b.clone()])), Ok(8));
    assert_eq!(run(&by_value(vec![1i64, 2])), Ok(4));
    assert_eq!(run(&option(Some(a.clone()))), Ok(2));
    assert_eq!(run(&option(None::<i64>)), Ok(9));
    assert_eq!(run(&array([a.clone(), b.clone()])), Ok(-3));
    assert_eq!(run(&tuple((a.clone(), daisy::value("x".to_string())))), Ok("xx".to_string()));
}

#[test]
fn text_as_an_argument() {
    #[daisy::inline]
    fn owned(text: String) -> usize {
        text.len()
    }
    #[daisy::inline]
    fn borrowed(text: &str) -> usize {
        text.len()
    }
    let text = String::from("abc");
    for handle in [owned("abc"), owned(&text), owned(text.clone()), owned(daisy::value(text.clone()))] {
        needs(handle, 1, 3);
    }
    for handle in [borrowed("abc"), borrowed(&text), borrowed(text.clone()), borrowed(daisy::value(text.clone()))] {
        needs(handle, 1, 3);
    }
}

#[test]
fn results_are_handles_like_any_other() -> Checked {
    #[daisy::inline]
    fn pair(x: i64) -> (i64, String) {
        (x + 1, x.to_string())
    }
    #[delayed]
    fn read(n: i64, text: &str) -> String {
        format!("{n}{text}")
    }
    let (n, text) = pair(1).split();
    assert_eq!(read(&n, &text).compute().wait()?, "21");
    assert_eq!(daisy::compute((n.map(|n| n * 10), vec![text])).wait()?, (20, vec!["1".to_string()]));
    assert_eq!(pair(1).shared().compute().wait()?.1, "1");
    let held = pair(1).persist().wait()?;
    assert_eq!(held.graph().len(), 0);
    folds(&held, &pair(1));
    Ok(())
}

#[test]
fn inside_functions_modules_and_macros() {
    mod deep {
        pub mod er {
            #[daisy::inline]
            pub fn up(x: i64) -> i64 {
                x + 1
            }
        }
        pub use er::up as upwards;
    }
    macro_rules! made {
        ($($name:ident)*) => {
            $(#[daisy::inline] fn $name(x: i64) -> i64 { deep::upwards(x) })*
        };
    }
    made! { a b }
    let up: fn(i64) -> Delayed<i64> = |x| deep::er::up(x);
    folds(&up(1), &a(1));
    folds(&a(1), &b(1));
    let many: Vec<_> = (0..3i64).map(deep::upwards).collect();
    assert_eq!(daisy::compute(many).wait().unwrap(), [1, 2, 3]);
}

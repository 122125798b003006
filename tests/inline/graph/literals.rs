//! Literals and other static operands infer as they do in the plain function.

use crate::common::{needs, run};
use std::num::Wrapping;
use std::time::Duration;

#[test]
fn of_every_numeric_type() {
    macro_rules! check {
        ($($ty:ident)*) => {
            $({
                #[daisy::inline]
                fn f(x: $ty) -> $ty {
                    x * 2 + 1
                }
                #[daisy::inline]
                fn left(x: $ty) -> $ty {
                    100 - x
                }
                #[daisy::inline]
                fn even(x: $ty) -> bool {
                    x % 2 == 0
                }
                let three: $ty = 3;
                needs(f(three), 2, 7);
                needs(left(three), 1, 97);
                needs(even(three), 2, false);
            })*
        };
    }
    check! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }
    #[daisy::inline]
    fn single(x: f32) -> f32 {
        x * 2.0 + 1.0 - 0.5
    }
    #[daisy::inline]
    fn double(x: f64) -> f64 {
        -1.0 * x / 2.0
    }
    needs(single(3.0f32), 3, 6.5);
    needs(double(3.0), 2, -1.5);
}

#[test]
fn of_shifts() {
    #[daisy::inline]
    fn wide(x: u64) -> u64 {
        x << 2 | x >> 1
    }
    #[daisy::inline]
    fn narrow(x: u8) -> u8 {
        (x << 1) ^ (x >> 3)
    }
    #[daisy::inline]
    fn assigned(x: u64) -> u64 {
        let mut x = x;
        x <<= 3;
        x >>= 1;
        x
    }
    #[daisy::inline]
    fn bit(n: u32) -> u64 {
        1 << n
    }
    needs(wide(5u64), 3, 5 << 2 | 5 >> 1);
    needs(narrow(5u8), 3, 10);
    needs(assigned(5u64), 2, 20);
    needs(bit(5u32), 1, 32);
}

#[test]
fn in_comparisons() {
    #[daisy::inline]
    fn chars(c: char) -> bool {
        c == 'a' || c >= 'x'
    }
    #[daisy::inline]
    fn text(s: String) -> bool {
        s == "abc"
    }
    #[daisy::inline]
    fn borrowed(s: &str) -> bool {
        s == "abc" || s != "b" && s < "abd"
    }
    #[daisy::inline]
    fn option(x: Option<i64>) -> (bool, bool) {
        (x == Some(3), x == None)
    }
    #[daisy::inline]
    fn collections(xs: Vec<i64>, pair: (i64, bool)) -> (bool, bool) {
        (xs == vec![1, 2], pair == (1, true))
    }
    #[daisy::inline]
    fn bytes(b: u8) -> bool {
        b == b'a' || b >= 0xf0
    }
    #[daisy::inline]
    fn truth(b: bool) -> bool {
        b == true
    }
    #[daisy::inline]
    fn small(x: f64) -> bool {
        x.abs() < f64::EPSILON
    }
    assert_eq!((run(&chars('a')), run(&chars('b')), run(&chars('y'))), (Ok(true), Ok(false), Ok(true)));
    needs(text("abc"), 1, true);
    assert_eq!((run(&borrowed("abc")), run(&borrowed("b"))), (Ok(true), Ok(false)));
    assert_eq!((run(&option(Some(3))), run(&option(None::<i64>))), (Ok((true, false)), Ok((false, true))));
    assert_eq!(run(&collections(vec![1, 2], (1, false))), Ok((true, false)));
    assert_eq!(run(&bytes(b'a')), Ok(true));
    assert_eq!(run(&truth(true)), Ok(true));
    assert_eq!(run(&small(0.0)), Ok(true));
}

#[test]
fn of_other_types_with_operators() {
    #[daisy::inline]
    fn waited(d: Duration) -> Duration {
        d * 2 + Duration::from_secs(1)
    }
    #[daisy::inline]
    fn joined(a: String, b: String) -> String {
        a + "-" + &b
    }
    #[daisy::inline]
    fn wrapped(x: Wrapping<u8>) -> Wrapping<u8> {
        x + Wrapping(200) * x
    }
    #[daisy::inline]
    fn bools(a: bool, b: bool) -> bool {
        (a & b) | (a ^ true)
    }
    #[daisy::inline]
    fn cast(x: i64) -> usize {
        x as usize * 2 + 1
    }
    assert_eq!(run(&waited(Duration::from_secs(2))), Ok(Duration::from_secs(5)));
    needs(joined("a", "b"), 2, "a-b".to_string());
    assert_eq!(run(&wrapped(daisy::value(Wrapping(100u8)))), Ok(Wrapping(100u8) + Wrapping(200u8) * Wrapping(100u8)));
    needs(bools(true, false), 3, false);
    needs(cast(3), 2, 7);
}

#[test]
fn as_arguments() {
    fn sum(items: &[i64]) -> i64 {
        items.iter().sum()
    }
    fn sized(x: f32, n: u8, text: &str, maybe: Option<i64>) -> String {
        format!("{x} {n} {text} {maybe:?}")
    }
    #[daisy::inline]
    fn arrays(x: i64) -> i64 {
        sum(&[x, 2]) + sum(&[1, 2, 3]) + sum(&vec![x, x])
    }
    #[daisy::inline]
    fn mixed(x: f32) -> String {
        sized(x, 7, "text", None)
    }
    #[daisy::inline]
    fn nested(x: f32) -> String {
        sized(-x, u8::MAX, &format!("{x}"), Some(3))
    }
    assert_eq!(run(&arrays(5)), Ok(7 + 6 + 10));
    needs(mixed(1.5f32), 1, "1.5 7 text None".to_string());
    assert_eq!(run(&nested(1.5f32)), Ok("-1.5 255 1.5 Some(3)".to_string()));
}

#[test]
fn in_constructors_and_chains() {
    #[derive(Clone, Debug, PartialEq)]
    struct Sizes {
        a: u8,
        b: f32,
        c: Option<u16>,
        d: Vec<u32>,
    }
    #[daisy::inline]
    fn made(a: u8) -> Sizes {
        Sizes { a, b: 1.5, c: Some(7), d: vec![1, 2] }
    }
    #[daisy::inline]
    fn defaults(x: u8) -> Sizes {
        Sizes { a: x, b: 0.0, c: None, d: Vec::new() }
    }
    #[daisy::inline]
    fn chained(x: u8, y: f32) -> (u8, f32, u8) {
        (x.max(3), y.min(0.5), x.saturating_sub(1).pow(2))
    }
    needs(made(3u8), 1, Sizes { a: 3, b: 1.5, c: Some(7), d: vec![1, 2] });
    needs(defaults(3u8), 1, Sizes { a: 3, b: 0.0, c: None, d: vec![] });
    assert_eq!(run(&chained(2u8, 1.5f32)), Ok((3, 0.5, 1)));
}

#[test]
fn in_branches_and_loops() {
    #[daisy::inline]
    fn branch(x: f32) -> f32 {
        if x > 1.0 { 2.0 } else { x }
    }
    #[daisy::inline]
    fn both(x: u8) -> u8 {
        if x > 1 { 2 } else { 7 }
    }
    #[daisy::inline]
    fn text(x: u8) -> String {
        let word = if x > 1 { "many" } else { "one" };
        word.to_string()
    }
    #[daisy::inline]
    fn counted(x: u8) -> u16 {
        let mut n = 0;
        for i in 0..x {
            n += u16::from(i);
        }
        n
    }
    #[daisy::inline]
    fn unrolled(x: u8) -> u8 {
        let mut acc = 1;
        for i in 0..3 {
            acc = acc + x * i;
        }
        acc
    }
    needs(branch(0.5f32), 2, 0.5);
    needs(both(5u8), 2, 2);
    assert_eq!(run(&text(5u8)), Ok("many".to_string()));
    assert_eq!(run(&counted(5u8)), Ok(10));
    needs(unrolled(2u8), 6, 7);
}

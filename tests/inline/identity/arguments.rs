//! Type and const arguments, casts and inferred types that only the text's surroundings tell.

use crate::common::{differ, run};

#[test]
fn const_parameters_in_the_text() {
    #[daisy::inline]
    fn chain<const N: usize>(_of: [u8; N], x: i64) -> i64 {
        x.wrapping_mul(N as i64)
    }
    #[daisy::inline]
    fn closure<const N: usize>(_of: [u8; N], xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x * N as i64).sum::<i64>()
    }
    #[daisy::inline]
    fn operator<const N: usize>(_of: [u8; N], x: usize) -> usize {
        x * N
    }
    #[daisy::inline]
    fn unrolled<const N: usize>(_of: [u8; N], x: i64) -> i64 {
        let mut acc = x;
        for _ in 0..N {
            acc = acc * 2;
        }
        acc
    }
    let xs = daisy::value(vec![1i64, 2]);
    differ(chain([0; 2], 5), chain([0; 3], 5), [10, 15]);
    differ(closure([0; 2], &xs), closure([0; 3], &xs), [6, 9]);
    differ(operator([0; 2], 5), operator([0; 3], 5), [10, 15]);
    differ(unrolled([0; 2], 5), unrolled([0; 3], 5), [20, 40]);
}

#[test]
fn type_parameters_in_the_text() {
    #[daisy::inline]
    fn size<T>(_of: &T, x: usize) -> usize {
        x.wrapping_add(size_of::<T>())
    }
    #[daisy::inline]
    fn collected<C>(_like: &C, xs: Vec<i64>) -> usize
    where
        C: FromIterator<i64> + IntoIterator<Item = i64>,
    {
        xs.iter().copied().collect::<C>().into_iter().count()
    }
    use std::collections::BTreeSet;
    differ(size(1u8, 1), size(1u64, 1), [2, 9]);
    let xs = daisy::value(vec![1i64, 1, 2]);
    let like = (daisy::value(Vec::<i64>::new()), daisy::value(BTreeSet::<i64>::new()));
    differ(collected(like.0, &xs), collected(like.1, &xs), [3, 2]);
}

#[test]
fn callees_by_type_argument() {
    fn name_of<T>(x: i64) -> String {
        format!("{x}{}", std::any::type_name::<T>())
    }
    #[daisy::inline]
    fn explicitly(x: i64) -> (String, String) {
        (name_of::<u8>(x), name_of::<u16>(x))
    }
    #[daisy::inline]
    fn of<T>(_of: &T, x: i64) -> String {
        name_of::<T>(x)
    }
    assert_eq!(run(&explicitly(1)), Ok(("1u8".into(), "1u16".into())));
    differ(of(1u8, 1), of(1u16, 1), ["1u8".to_string(), "1u16".to_string()]);
}

#[test]
fn types_told_by_an_annotation() {
    #[daisy::inline]
    fn as_u8(text: &str) -> bool {
        let n: Result<u8, _> = text.parse();
        n.is_ok()
    }
    #[daisy::inline]
    fn as_i64(text: &str) -> bool {
        let n: Result<i64, _> = text.parse();
        n.is_ok()
    }
    differ(as_u8("300"), as_i64("300"), [false, true]);
}

#[test]
fn types_told_by_the_result() {
    #[daisy::inline]
    fn small(text: &str) -> Option<u8> {
        text.parse().ok()
    }
    #[daisy::inline]
    fn big(text: &str) -> Option<i64> {
        text.parse().ok()
    }
    assert_eq!((run(&small("300")), run(&big("300"))), (Ok(None), Ok(Some(300))));
    assert_ne!(small("300").key(), big("300").key());
}

#[test]
fn aliases_of_one_name() {
    mod a {
        type Num = u8;
        #[daisy::inline]
        pub fn cast(x: i64) -> i64 {
            i64::from(x as Num)
        }
        #[daisy::inline]
        pub fn top(x: i64) -> i64 {
            x.min(Num::MAX as i64)
        }
        #[daisy::inline]
        pub fn parsed(text: &str) -> bool {
            text.parse::<Num>().is_ok()
        }
    }
    mod b {
        type Num = i8;
        #[daisy::inline]
        pub fn cast(x: i64) -> i64 {
            i64::from(x as Num)
        }
        #[daisy::inline]
        pub fn top(x: i64) -> i64 {
            x.min(Num::MAX as i64)
        }
        #[daisy::inline]
        pub fn parsed(text: &str) -> bool {
            text.parse::<Num>().is_ok()
        }
    }
    differ(a::cast(200), b::cast(200), [200, -56]);
    differ(a::top(1000), b::top(1000), [255, 127]);
    differ(a::parsed("200"), b::parsed("200"), [true, false]);
}

#[test]
fn casts_to_different_types() {
    #[daisy::inline]
    fn narrow(x: i64) -> i64 {
        x as u8 as i64 + 1
    }
    #[daisy::inline]
    fn wide(x: i64) -> i64 {
        x as u16 as i64 + 1
    }
    #[daisy::inline]
    fn not(x: i64) -> i64 {
        x + 1
    }
    differ(narrow(300), wide(300), [45, 301]);
    differ(narrow(300), not(300), [45, 301]);
}

#[test]
fn constructors_of_types_of_one_name() {
    mod a {
        #[derive(Clone, Debug, PartialEq)]
        pub struct Boxed(pub i64);
        #[daisy::inline]
        pub fn made(x: i64) -> i64 {
            Boxed(x).get()
        }
        impl Boxed {
            pub fn new(x: i64) -> i64 {
                x + 1
            }
            fn get(&self) -> i64 {
                self.0
            }
        }
        #[daisy::inline]
        pub fn new(x: i64) -> i64 {
            Boxed::new(x)
        }
    }
    mod b {
        #[derive(Clone, Debug, PartialEq)]
        pub struct Boxed(pub i64);
        #[daisy::inline]
        pub fn made(x: i64) -> i64 {
            Boxed(x).get()
        }
        impl Boxed {
            pub fn new(x: i64) -> i64 {
                x + 2
            }
            fn get(&self) -> i64 {
                -self.0
            }
        }
        #[daisy::inline]
        pub fn new(x: i64) -> i64 {
            Boxed::new(x)
        }
    }
    differ(a::made(1), b::made(1), [1, -1]);
    differ(a::new(1), b::new(1), [2, 3]);
}

#[test]
fn fields_in_another_order() {
    #[derive(Clone, Debug, PartialEq)]
    struct P {
        x: i64,
        y: i64,
    }
    #[daisy::inline]
    fn straight(a: i64, b: i64) -> P {
        P { x: a, y: b }
    }
    #[daisy::inline]
    fn crossed(a: i64, b: i64) -> P {
        P { y: a, x: b }
    }
    differ(straight(1, 2), crossed(1, 2), [P { x: 1, y: 2 }, P { x: 2, y: 1 }]);
}

#[test]
fn nested_and_flat_do_not_meet() {
    #[daisy::inline]
    fn left(a: i64, b: i64, c: i64) -> i64 {
        a - (b - c)
    }
    #[daisy::inline]
    fn right(a: i64, b: i64, c: i64) -> i64 {
        a - b - c
    }
    #[daisy::inline]
    fn text(a: i64, b: i64) -> String {
        format!("{a}{b}")
    }
    differ(left(9, 3, 2), right(9, 3, 2), [8, 4]);
    let (one, other) = (text(1, 23), text(12, 3));
    assert_eq!((run(&one), run(&other)), (Ok("123".into()), Ok("123".into())));
    assert_ne!(one.key(), other.key());
}

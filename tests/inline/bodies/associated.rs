//! Associated functions: `Self` in an inline body is the type whose function it is.

use crate::common::{differ, once};
use daisy::prelude::*;

#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Rate {
    percent: i64,
}

impl Rate {
    const MOST: i64 = 100;

    fn limited(percent: i64) -> i64 {
        percent.min(Self::MOST)
    }

    #[daisy::inline]
    fn of(percent: i64) -> Self {
        let percent = Self::limited(percent);
        Self { percent }
    }

    /// Where `Self` is nowhere else than in the signature.
    #[daisy::inline]
    fn sum(a: Self, b: &Self) -> i64 {
        a.percent + b.percent
    }

    #[daisy::inline]
    fn repeated<const N: usize, T: Clone>(value: T) -> (Vec<T>, i64) {
        (vec![value; N], Self::MOST)
    }
}

trait Unit {
    const SIZE: i64;
}

struct Byte;
struct Word;

impl Unit for Byte {
    const SIZE: i64 = 1;
}

impl Unit for Word {
    const SIZE: i64 = 8;
}

struct Buffer<U>(U);

impl<U: Unit + 'static> Buffer<U> {
    const SIZE: i64 = U::SIZE * 2;

    #[daisy::inline]
    fn size(n: i64) -> i64 {
        n * Self::SIZE + Self::limit(n)
    }

    fn limit(n: i64) -> i64 {
        n.min(U::SIZE)
    }
}

#[test]
fn constants_and_functions_of_the_type() {
    assert_eq!(once(Rate::of(120)), Rate { percent: 100 });
    assert_eq!(once(Rate::sum(Rate::of(1), Rate::of(2))), 3);
    assert_eq!(once(Rate::repeated::<2, i64>(4)), (vec![4, 4], 100));
}

#[test]
fn instances_of_one_type_differ() {
    differ(Buffer::<Byte>::size(3), Buffer::<Word>::size(3), [7, 51]);
}

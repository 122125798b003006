//! Bodies that call delayed functions, async ones among them, and other inline functions.

use crate::common::{Bad, agree, agree_or_fail, both, cases, twins};
use daisy::prelude::*;
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Tokenize)]
pub enum How {
    Quick,
    Slow,
    Both,
}

twins! {
    pub fn load(path: &str, part: i64) -> i64 {
        path.bytes().map(i64::from).sum::<i64>() + part
    }

    pub fn square(x: i64) -> i64 {
        x.wrapping_mul(x)
    }

    pub fn total(parts: Vec<i64>) -> i64 {
        parts.into_iter().fold(0, i64::wrapping_add)
    }

    pub fn halves(items: &[i64]) -> (Vec<i64>, Vec<i64>) {
        let (a, b) = items.split_at(items.len() / 2);
        (a.to_vec(), b.to_vec())
    }

    pub fn biggest<T: Ord + Clone + Default>(items: &[T]) -> T {
        items.iter().max().cloned().unwrap_or_default()
    }

    pub fn even(x: i64) -> Result<i64, Bad> {
        if x % 2 == 0 { Ok(x) } else { Err(Bad(x)) }
    }
}

mod asynchronous {
    pub mod now {
        pub fn slow(x: i64) -> i64 {
            x.wrapping_add(7)
        }
    }
    pub mod later {
        #[daisy::delayed]
        pub async fn slow(x: i64) -> i64 {
            tokio::task::yield_now().await;
            x.wrapping_add(7)
        }
    }
}

mod callees {
    pub mod now {
        pub use super::super::asynchronous::now::*;
        pub use super::super::now::*;
    }
    pub mod later {
        pub use super::super::asynchronous::later::*;
        pub use super::super::later::*;
    }
}

/// A plain function in both.
fn mixed(a: i64, b: &i64) -> i64 {
    a.wrapping_mul(31) ^ b
}

fn summed(parts: Vec<i64>) -> i64 {
    parts.into_iter().fold(0, i64::wrapping_add)
}

both! {
    with (callees::now::*) (callees::later::*)

    pub fn gathered(path: &str) -> i64 {
        let mut parts = Vec::new();
        for i in 0..4 {
            parts.push(load(path, i));
        }
        total(parts)
    }

    pub fn collected(path: &str) -> i64 {
        total((0..4).map(|i| load(path, i)).collect::<Vec<_>>())
    }

    pub fn plainly_collected(path: &str) -> i64 {
        let parts = (0..3).map(|i| load(path, i)).collect::<Vec<_>>();
        summed(parts)
    }

    pub fn in_turn(x: i64) -> i64 {
        let a = square(x);
        let b = slow(a);
        mixed(b, &a)
    }

    pub fn cube(x: i64) -> i64 {
        square(x).wrapping_mul(x)
    }

    pub fn sum_of_cubes(a: i64, b: i64) -> i64 {
        cube(a).wrapping_add(cube(b)).wrapping_sub(cube(a.wrapping_add(b)))
    }

    pub fn chosen(x: i64) -> i64 {
        if x % 2 == 0 { square(x) } else { slow(x) }
    }

    pub fn picked(how: How, x: i64) -> i64 {
        match how {
            How::Quick => square(x),
            How::Slow => slow(x),
            How::Both => square(slow(x)),
        }
    }

    pub fn turned(items: Vec<i64>) -> Vec<i64> {
        let (first, second) = halves(&items);
        second.iter().rev().chain(&first).copied().collect()
    }

    pub fn top(a: i64, b: i64) -> i64 {
        let items = vec![square(a), slow(b), a];
        biggest(&items)
    }

    pub fn as_fallible(x: i64) -> Result<i64, Bad> {
        let half = even(x)? / 2;
        Ok(square(half))
    }

    pub fn through_inline(x: i64) -> Result<i64, Bad> {
        let y = as_fallible(x)?;
        Ok(y.wrapping_add(1))
    }

    pub fn only_if_asked(x: i64, ask: bool) -> Result<i64, Bad> {
        if ask { Ok(even(x)?) } else { Ok(0) }
    }

    pub fn iterated(x: i64) -> i64 {
        let mut x = x;
        let mut n = 0;
        while n < 5 {
            x = if n % 2 == 0 { slow(x) } else { square(x) };
            n += 1;
        }
        x
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn fan_outs(path in "[a-z]{0,5}") {
        agree!(gathered(&path));
        agree!(collected(&path));
        agree!(plainly_collected(&path));
    }

    #[test]
    fn callees_of_all_sorts(a in any::<i64>(), b in any::<i64>()) {
        agree!(in_turn(a));
        agree!(cube(a));
        agree!(sum_of_cubes(a, b));
        agree!(top(a, b));
        agree!(iterated(a));
    }

    #[test]
    fn branches(x in any::<i64>(), how in prop_oneof![Just(How::Quick), Just(How::Slow), Just(How::Both)]) {
        agree!(chosen(x));
        agree!(picked(how, x));
    }

    #[test]
    fn pairs(items in vec(any::<i64>(), 0..7)) {
        agree!(turned(items.clone()));
    }

    #[test]
    fn failures(x in -20..20i64, ask in any::<bool>()) {
        agree_or_fail!(as_fallible(x));
        agree_or_fail!(through_inline(x));
        agree_or_fail!(only_if_asked(x, ask));
    }
}

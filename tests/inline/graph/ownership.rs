//! Whole names take by value, moved at the last use; places borrow.

use crate::common::{Count, once, run};
use daisy::prelude::*;

/// A type that counts its clones, in a module of its own for each test.
macro_rules! counted {
    () => {
        static CLONES: Count = Count::new();

        #[derive(Debug, PartialEq)]
        struct Heavy(i64);

        impl Clone for Heavy {
            fn clone(&self) -> Heavy {
                CLONES.add();
                Heavy(self.0)
            }
        }

        /// What no handle outside keeps.
        #[delayed(impure)]
        fn made(x: i64) -> Heavy {
            Heavy(x)
        }

        #[allow(dead_code)]
        fn consume(of: Heavy) -> i64 {
            of.0
        }

        #[allow(dead_code)]
        fn read(of: &Heavy) -> i64 {
            of.0
        }

        impl std::ops::Add for Heavy {
            type Output = Heavy;
            fn add(self, other: Heavy) -> Heavy {
                Heavy(self.0 + other.0)
            }
        }

        impl std::ops::Add<&Heavy> for &Heavy {
            type Output = Heavy;
            fn add(self, other: &Heavy) -> Heavy {
                Heavy(self.0 + other.0)
            }
        }
    };
}

#[test]
fn the_last_use_moves() {
    counted!();
    #[daisy::inline]
    fn passed(v: Heavy) -> i64 {
        consume(v)
    }
    #[daisy::inline]
    fn operated(v: Heavy, w: Heavy) -> Heavy {
        v + w
    }
    #[daisy::inline]
    fn wrapped(v: Heavy) -> Option<Heavy> {
        Some(v)
    }
    #[daisy::inline]
    fn given_back(v: Heavy) -> Heavy {
        v
    }
    assert_eq!(once(passed(made(1))), 1);
    assert_eq!(once(operated(made(1), made(2))), Heavy(3));
    assert_eq!(once(wrapped(made(1))), Some(Heavy(1)));
    assert_eq!(once(given_back(made(1))), Heavy(1));
    assert_eq!(CLONES.take(), 0);
}

#[test]
fn earlier_uses_clone() {
    counted!();
    #[daisy::inline]
    fn twice(v: Heavy) -> (i64, i64) {
        (consume(v), consume(v) + 1)
    }
    #[daisy::inline]
    fn sums(a: Heavy, x: Heavy, y: Heavy) -> Heavy {
        let b = a + x;
        let c = a + y;
        b + c
    }
    #[daisy::inline]
    fn squared(a: Heavy) -> Heavy {
        a + a
    }
    // The two calls are one.
    assert_eq!((once(twice(made(1))), CLONES.take()), ((1, 2), 0));
    assert_eq!((once(sums(made(1), made(2), made(3))), CLONES.take()), (Heavy(7), 1));
    assert_eq!((once(squared(made(1))), CLONES.take()), (Heavy(2), 1));
}

#[test]
fn places_borrow() {
    counted!();
    #[daisy::inline]
    fn referred(v: Heavy) -> i64 {
        read(&v) + v.0
    }
    #[daisy::inline]
    fn chained(vs: Vec<Heavy>) -> i64 {
        vs.iter().map(|v| v.0).sum::<i64>() + vs[0].0 + vs.len() as i64
    }
    #[daisy::inline]
    fn formatted(v: Heavy) -> String {
        format!("{v:?} {}", v.0)
    }
    assert_eq!(once(referred(made(1))), 2);
    assert_eq!(once(chained(daisy::opaque(vec![Heavy(1), Heavy(2)]))), 6);
    assert_eq!(once(formatted(made(1))), "Heavy(1) 1");
    assert_eq!(CLONES.take(), 0);
}

#[test]
fn parameters_by_reference_are_never_cloned() {
    counted!();
    #[daisy::inline]
    fn added(a: &Heavy, b: &Heavy) -> Heavy {
        a + b
    }
    #[daisy::inline]
    fn passed(a: &Heavy) -> i64 {
        read(a) * read(a)
    }
    #[daisy::inline]
    fn through(a: &Heavy, b: &Heavy) -> i64 {
        passed(a) + read(&added(a, b))
    }
    let (a, b) = (daisy::opaque(Heavy(3)), daisy::opaque(Heavy(4)));
    assert_eq!(once(added(&a, &b)), Heavy(7));
    assert_eq!(once(through(&a, &b)), 16);
    assert_eq!(CLONES.take(), 0);
}

#[test]
fn consuming_chains_move_their_receiver() {
    counted!();
    #[delayed(impure)]
    fn several() -> Vec<Heavy> {
        vec![Heavy(1), Heavy(2)]
    }
    #[delayed(impure)]
    fn maybe() -> Option<Heavy> {
        Some(Heavy(5))
    }
    #[daisy::inline]
    fn reversed(vs: Vec<Heavy>) -> Vec<Heavy> {
        vs.into_iter().rev().collect()
    }
    #[daisy::inline]
    fn unwrapped(v: Option<Heavy>) -> Heavy {
        v.unwrap()
    }
    #[daisy::inline]
    fn expected(v: Option<Heavy>) -> Heavy {
        v.expect("one")
    }
    #[daisy::inline]
    fn or_fail(v: Option<Heavy>) -> Result<Heavy, String> {
        v.ok_or("none".to_string())
    }
    #[daisy::inline]
    fn or_else(v: Option<Heavy>) -> Heavy {
        v.unwrap_or_else(|| Heavy(0))
    }
    assert_eq!(once(reversed(several())), [Heavy(2), Heavy(1)]);
    assert_eq!(once(unwrapped(maybe())), Heavy(5));
    assert_eq!(once(expected(maybe())), Heavy(5));
    assert_eq!(once(or_fail(maybe())), Heavy(5));
    assert_eq!(once(or_else(maybe())), Heavy(5));
    assert_eq!(CLONES.take(), 0);
}

#[test]
fn a_consuming_chain_leaves_the_value_to_later_readers() {
    counted!();
    #[delayed(impure)]
    fn several() -> Vec<Heavy> {
        vec![Heavy(1), Heavy(2)]
    }
    #[daisy::inline]
    fn f(vs: Vec<Heavy>) -> (Vec<Heavy>, usize) {
        let back = vs.into_iter().rev().collect::<Vec<_>>();
        let n = vs.len();
        (back, n)
    }
    assert_eq!(once(f(several())), (vec![Heavy(2), Heavy(1)], 2));
    assert!(CLONES.take() <= 2);
}

#[test]
fn regions_take_what_they_name_whole() {
    counted!();
    #[daisy::inline]
    fn matched(v: Option<Heavy>) -> Heavy {
        match v {
            Some(v) => v,
            None => Heavy(0),
        }
    }
    #[daisy::inline]
    fn looped(vs: Vec<Heavy>) -> i64 {
        let mut sum = 0;
        for v in vs {
            sum += consume(v);
        }
        sum
    }
    #[daisy::inline]
    fn borrowed(vs: Vec<Heavy>) -> i64 {
        let mut sum = 0;
        for v in &vs {
            sum += read(v);
        }
        sum
    }
    #[delayed(impure)]
    fn maybe() -> Option<Heavy> {
        Some(Heavy(5))
    }
    #[delayed(impure)]
    fn several() -> Vec<Heavy> {
        vec![Heavy(1), Heavy(2)]
    }
    assert_eq!(once(matched(maybe())), Heavy(5));
    assert_eq!(once(looped(several())), 3);
    assert_eq!(once(borrowed(several())), 3);
    assert_eq!(CLONES.take(), 0);
    let _ = made(1);
}

#[test]
fn nothing_is_moved_out_of_a_branch_that_is_not_taken() {
    counted!();
    #[daisy::inline]
    fn f(c: bool, v: Heavy) -> i64 {
        if c { consume(v) } else { consume(v) + 100 }
    }
    #[daisy::inline]
    fn after(c: bool, v: Heavy) -> i64 {
        let n = if c { consume(v) } else { 0 };
        n + read(&v)
    }
    #[daisy::inline]
    fn values(c: bool, v: Heavy, w: Heavy) -> (Heavy, i64) {
        let chosen = if c { v } else { w };
        (chosen, v.0 + w.0)
    }
    for c in [true, false] {
        assert_eq!(once(f(c, made(1))), if c { 1 } else { 101 });
        assert!(CLONES.take() <= 1);
        assert_eq!(once(after(c, made(1))), if c { 2 } else { 1 });
        assert!(CLONES.take() <= 1);
        assert_eq!(once(values(c, made(1), made(2))), (Heavy(if c { 1 } else { 2 }), 3));
        assert!(CLONES.take() <= 2);
    }
}

#[test]
fn the_last_use_at_run_time_is_what_counts() {
    counted!();
    #[daisy::inline]
    fn f(c: bool, v: Heavy) -> i64 {
        if c { consume(v) } else { consume(v) + 100 }
    }
    assert_eq!((once(f(true, made(1))), CLONES.take()), (1, 0));
}

#[test]
fn copies_are_free() {
    #[daisy::inline]
    fn f(x: f64, pair: (i64, bool)) -> f64 {
        let (n, up) = pair;
        let y = x + x;
        let z = x * y;
        if up { z + n as f64 } else { z - x }
    }
    assert_eq!(run(&f(2.0, (3, true))), Ok(11.0));
    assert_eq!(run(&f(2.0, (3, false))), Ok(6.0));
}

#[test]
fn a_value_given_in_is_never_changed() {
    #[daisy::inline]
    fn longer(v: Vec<i64>, x: i64) -> Vec<i64> {
        let w = extended(v, x);
        extended(w, v.len() as i64)
    }
    fn extended(mut v: Vec<i64>, x: i64) -> Vec<i64> {
        v.push(x);
        v
    }
    let v = daisy::value(vec![1i64]);
    for _ in 0..3 {
        assert_eq!(run(&longer(&v, 7)), Ok(vec![1, 7, 1]));
    }
    assert_eq!(run(&v), Ok(vec![1]));
}

//! One task per operator, the same as on handles outside; comparisons borrow.

use crate::common::{Checked, Count, folds, names, needs, prints, run, tasks};
use daisy::prelude::*;
use std::cmp::Ordering;
use std::ops::{Add, AddAssign, Neg, Not};

mod of {
    macro_rules! binary {
        ($($name:ident $op:tt)*) => {
            $(#[daisy::inline] pub fn $name(x: i64, y: i64) -> i64 { x $op y })*
        };
    }
    binary! { add + sub - mul * div / rem % and & or | xor ^ shl << shr >> }

    macro_rules! comparison {
        ($($name:ident $op:tt)*) => {
            $(#[daisy::inline] pub fn $name(x: i64, y: i64) -> bool { x $op y })*
        };
    }
    comparison! { eq == ne != lt < le <= gt > ge >= }

    #[daisy::inline]
    pub fn neg(x: i64) -> i64 {
        -x
    }

    #[daisy::inline]
    pub fn not(x: bool) -> bool {
        !x
    }
}

/// A type with an operator of each kind that is not its neighbour's.
#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Odd(i64);

impl Add for Odd {
    type Output = Odd;
    fn add(self, other: Odd) -> Odd {
        Odd(self.0 + other.0)
    }
}

impl AddAssign for Odd {
    fn add_assign(&mut self, other: Odd) {
        self.0 += other.0 * 100;
    }
}

impl AddAssign<&str> for Odd {
    fn add_assign(&mut self, other: &str) {
        self.0 += other.len() as i64;
    }
}

impl Neg for Odd {
    type Output = String;
    fn neg(self) -> String {
        format!("minus {}", self.0)
    }
}

impl Not for Odd {
    type Output = bool;
    fn not(self) -> bool {
        self.0 == 0
    }
}

#[test]
fn each_is_one_task_and_the_one_that_handles_make() {
    let (x, y) = (daisy::value(13i64), daisy::value(3i64));
    for (handle, outside, value) in [
        (of::add(&x, &y), &x + &y, 16),
        (of::sub(&x, &y), &x - &y, 10),
        (of::mul(&x, &y), &x * &y, 39),
        (of::div(&x, &y), &x / &y, 4),
        (of::rem(&x, &y), &x % &y, 1),
        (of::and(&x, &y), &x & &y, 1),
        (of::or(&x, &y), &x | &y, 15),
        (of::xor(&x, &y), &x ^ &y, 14),
        (of::shl(&x, &y), &x << &y, 104),
        (of::shr(&x, &y), &x >> &y, 1),
        (of::neg(&x), -&x, -13),
    ] {
        folds(&handle, &outside);
        needs(handle, 1, value);
    }
    needs(of::not(true), 1, false);
    folds(&of::not(true), &!daisy::value(true));
}

#[test]
fn comparisons_are_one_task() {
    for (x, y) in [(1i64, 2), (2, 2), (3, 2)] {
        needs(of::eq(x, y), 1, x == y);
        needs(of::ne(x, y), 1, x != y);
        needs(of::lt(x, y), 1, x < y);
        needs(of::le(x, y), 1, x <= y);
        needs(of::gt(x, y), 1, x > y);
        needs(of::ge(x, y), 1, x >= y);
    }
    let keys = [of::eq(1, 2), of::ne(1, 2), of::lt(1, 2), of::le(1, 2), of::gt(1, 2), of::ge(1, 2)];
    assert_eq!(crate::common::distinct(&keys), 6);
}

#[test]
fn comparisons_borrow() -> Checked {
    static CLONES: Count = Count::new();
    #[derive(Debug)]
    struct Heavy(i64);
    impl Clone for Heavy {
        fn clone(&self) -> Heavy {
            CLONES.add();
            Heavy(self.0)
        }
    }
    impl PartialEq for Heavy {
        fn eq(&self, other: &Heavy) -> bool {
            self.0 == other.0
        }
    }
    impl PartialOrd for Heavy {
        fn partial_cmp(&self, other: &Heavy) -> Option<Ordering> {
            self.0.partial_cmp(&other.0)
        }
    }
    #[daisy::inline]
    fn compared(a: Heavy, b: Heavy) -> (bool, bool, bool) {
        (a == b, a < b, a >= b)
    }
    let handle = compared(daisy::opaque(Heavy(1)), daisy::opaque(Heavy(2)));
    assert_eq!(handle.compute().wait()?, (false, true, false));
    assert_eq!(CLONES.take(), 0);
    Ok(())
}

#[test]
fn equal_operators_in_different_functions_are_one_task() -> Checked {
    #[daisy::inline]
    fn f(a: i64, b: i64) -> i64 {
        a + b
    }
    #[daisy::inline]
    fn g(a: i64, b: i64) -> i64 {
        a + b + 1
    }
    #[daisy::inline]
    fn h(a: i64, b: i64) -> i64 {
        f(a, b) + g(a, b)
    }
    let x = daisy::value(5i64);
    let handle = h(&x, &x);
    assert_eq!((tasks(&handle), handle.compute().wait()?), (3, 21));
    prints(&handle, &["a = value i64", "b = a + a", "c = b + 1", "return b + c"]);
    folds(&f(&x, &x), &(&x + &x));
    folds(&g(&x, &x), &(&x + &x + 1i64));
    Ok(())
}

#[test]
fn a_long_expression_has_a_task_for_each() {
    #[daisy::inline]
    fn area(a: i64, b: i64, c: i64) -> bool {
        -a * b + c % 7 > (a ^ b) & !c
    }
    // -, *, %, +, ^, !, &, >
    needs(area(2, 3, 4), 8, -2 * 3 + 4 % 7 > (2 ^ 3) & !4);
    let mut listed = names(&area(2, 3, 4));
    listed.dedup();
    assert_eq!(listed.len(), 8, "{listed:?}");
}

#[test]
fn compound_assignment_is_a_task_whose_value_is_the_new_variable() {
    #[daisy::inline]
    fn all(x: i64, y: i64) -> i64 {
        let mut z = x;
        z += y;
        z -= 1;
        z *= y;
        z /= 2;
        z %= 100;
        z &= 62;
        z |= 1;
        z ^= x;
        z <<= 3;
        z >>= 1;
        z
    }
    let mut z = 13i64;
    z += 5;
    z -= 1;
    z *= 5;
    z /= 2;
    z %= 100;
    z &= 62;
    z |= 1;
    z ^= 13;
    z <<= 3;
    z >>= 1;
    needs(all(13, 5), 10, z);
}

#[test]
fn compound_assignment_is_by_its_own_trait() {
    #[daisy::inline]
    fn assigned(x: Odd, y: Odd) -> Odd {
        let mut x = x;
        x += y;
        x
    }
    #[daisy::inline]
    fn added(x: Odd, y: Odd) -> Odd {
        x + y
    }
    #[daisy::inline]
    fn with_text(mut x: Odd, text: &str) -> Odd {
        x += text;
        x
    }
    let (x, y) = (daisy::value(Odd(1)), daisy::value(Odd(2)));
    needs(assigned(&x, &y), 1, Odd(201));
    needs(added(&x, &y), 1, Odd(3));
    assert_ne!(assigned(&x, &y).key(), added(&x, &y).key());
    needs(with_text(&x, "four"), 1, Odd(5));
}

#[test]
fn compound_assignment_leaves_the_old_value_to_its_other_readers() {
    #[daisy::inline]
    fn both(x: String) -> (String, String) {
        let mut y = x;
        let z = y;
        y += "!";
        (z, y)
    }
    #[daisy::inline]
    fn before(x: i64) -> i64 {
        let mut y = x;
        let old = y * 2;
        y += 1;
        old + y
    }
    assert_eq!(run(&both("a")), Ok(("a".into(), "a!".into())));
    needs(before(5), 3, 16);
}

#[test]
fn operators_of_users_with_results_of_other_types() {
    #[daisy::inline]
    fn minus(x: Odd) -> String {
        -x
    }
    #[daisy::inline]
    fn none(x: Odd) -> bool {
        !x
    }
    needs(minus(Odd(3)), 1, "minus 3".to_string());
    needs(none(Odd(0)), 1, true);
}

#[test]
fn the_types_tell_operators_apart() {
    #[daisy::inline]
    fn sum<T: Add<Output = T> + Clone>(a: T, b: T) -> T {
        a + b
    }
    let (one, other) = (sum(1i64, 2i64), of::add(1i64, 2i64));
    folds(&one, &other);
    assert_ne!(sum(1i64, 2i64).key(), sum(1i32, 2i32).key());
    needs(sum(daisy::value(1.5), 2.0), 1, 3.5);
}

#[test]
fn operands_keep_their_order() {
    needs(of::sub(1, 2), 1, -1);
    needs(of::sub(2, 1), 1, 1);
    assert_ne!(of::add(1, 2).key(), of::add(2, 1).key());
    assert_ne!(of::lt(1, 2).key(), of::gt(2, 1).key());
}

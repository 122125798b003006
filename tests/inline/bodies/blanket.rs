//! A trait of the user's that everything implements, with methods of whatever names.

use crate::common::{agree_or_fail, both};
use std::fmt::Error;

trait Everything {
    fn call(&self) {}
    fn operand(&self) {}
    fn outcome(&self) {}
    fn tried(&self) {}
    fn delayed(&self) {}
    fn done(&self) {}
    fn fallible(&self) {}
    fn callee(&self) {}
    fn split(&self) {}
    fn hold(&self) {}
}

impl<T: ?Sized> Everything for T {}

const LIMIT: i64 = 5;

fn pair(x: i64) -> (i64, i64) {
    (x, x + 1)
}

fn checked(x: i64) -> Result<i64, Error> {
    if x > 5 { Err(Error) } else { Ok(x) }
}

fn total(values: Vec<i64>) -> i64 {
    values.iter().sum()
}

both! {
    pub fn everywhere(x: i64) -> Result<i64, Error> {
        let known = vec![1, 2];
        let (a, b) = pair(x);
        let r = match a {
            2 => checked(b)?,
            _ => 0,
        };
        let q = checked(r)?;
        let z = if x > 0 { LIMIT } else { q };
        Ok(total(known) + q + z)
    }
}

#[test]
fn takes_no_method_away() {
    for x in [1, 2, 5, 6] {
        agree_or_fail!(everywhere(x));
    }
}

//! Loops that give a value, and beside it what they change.

use crate::common::{needs, run};

#[test]
fn give_what_is_read_after_them() {
    #[daisy::inline]
    fn both(limit: i64) -> i64 {
        let mut i = 0;
        let found = loop {
            i += 3;
            if i * i > limit {
                break i * 10;
            }
        };
        found + i
    }
    #[daisy::inline]
    fn popped(xs: Vec<i64>) -> (i64, Vec<i64>) {
        let mut xs = xs;
        let big = loop {
            match xs.pop() {
                Some(x) if x > 2 => break x,
                Some(_) => {}
                None => break 0,
            }
        };
        (big, xs)
    }
    #[daisy::inline]
    fn tried(text: String) -> Result<i64, std::num::ParseIntError> {
        let mut tries = 0;
        let last = loop {
            tries += 1;
            if tries > text.len() {
                break text.parse::<i64>();
            }
        }?;
        Ok(last + tries as i64)
    }
    #[daisy::inline]
    fn in_operands(from: i64) -> i64 {
        let mut left = from;
        let twice = left
            + loop {
                left -= 2;
                if left < 0 {
                    break left;
                }
            };
        twice * 10 + left
    }
    #[daisy::inline]
    fn value_alone(limit: i64) -> i64 {
        let mut i = 0;
        let found = loop {
            i += 3;
            if i * i > limit {
                break i * 10;
            }
        };
        found + 1
    }
    #[daisy::inline]
    fn built_again(from: i64) -> i64 {
        let (mut i, mut sum) = (from, 0);
        for _ in 0..2 {
            sum += loop {
                i += 3;
                if i > 5 {
                    break i;
                }
            };
        }
        sum
    }
    #[daisy::inline]
    fn shown(from: i64) -> String {
        let mut i = from;
        let found = loop {
            i += 3;
            if i > 5 {
                break i * 2;
            }
        };
        format!("{found} {i}")
    }
    // The loop, the parts that are read, and the sum.
    needs(both(10), 4, 66);
    // The loop and the sum.
    needs(value_alone(10), 2, 61);
    assert_eq!(run(&built_again(1)), Ok(17));
    assert_eq!(run(&shown(1)), Ok("14 7".to_string()));
    assert_eq!(run(&popped(vec![9i64, 1, 4, 2])), Ok((4, vec![9, 1])));
    assert_eq!(run(&tried("40")), Ok(43));
    assert!(run(&tried("x")).is_err());
    assert_eq!(run(&in_operands(3)), Ok(19));
}

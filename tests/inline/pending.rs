//! What does not compile yet: `mod pending;` in `main.rs` when it does. See FAILURES.md.

use crate::common::{agree, both, cases, run};
use proptest::prelude::*;

const DAYS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

both! {
    pub fn days_before(month: usize) -> i64 {
        DAYS.iter().take(month).sum()
    }

    pub fn within_fixed(x: i64) -> bool {
        (1..=5).contains(&x)
    }

    pub fn among(text: &str, x: i64) -> bool {
        ["yes", "y"].contains(&text) || [1, 2, 3].contains(&x)
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn methods_of_ranges_and_arrays(x in -9..9i64, month in 1..13usize, name in "[abc]|yes") {
        agree!(days_before(month));
        agree!(within_fixed(x));
        agree!(among(&name, x));
    }
}

#[test]
fn the_type_of_a_tuple_pattern_is_told_by_its_annotation() {
    #[daisy::inline]
    fn pairs(text: &str) -> i64 {
        let (a, b): (Vec<char>, Vec<char>) = text.chars().partition(|c| c.is_uppercase());
        a.len() as i64 - b.len() as i64
    }
    assert_eq!(run(&pairs("aBc")), Ok(-1));
}

#[test]
fn what_an_arm_in_the_head_of_a_region_does_stays_in_the_arm() {
    fn failing(x: i64) -> i64 {
        panic!("no {x}")
    }
    #[daisy::inline]
    fn arm(x: Option<i64>) -> i64 {
        match (match x {
            Some(n) => failing(n),
            None => 5,
        }) {
            5 => 1,
            _ => 0,
        }
    }
    assert_eq!(run(&arm(None::<i64>)), Ok(1));
}

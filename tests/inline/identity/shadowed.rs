//! Macros by example at the level of a module: defined again, and in place of those of std.

use crate::common::differ;

mod expanded {
    macro_rules! k {
        () => {
            1
        };
    }

    #[daisy::inline]
    pub fn one(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x * k!()).sum::<i64>()
    }

    #[daisy::inline]
    pub fn one_in_a_match(x: i64) -> i64 {
        match x {
            0 => k!(),
            n => n * k!(),
        }
    }

    macro_rules! k {
        () => {
            2
        };
    }

    #[daisy::inline]
    pub fn two(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x * k!()).sum::<i64>()
    }

    #[daisy::inline]
    pub fn two_in_a_match(x: i64) -> i64 {
        match x {
            0 => k!(),
            n => n * k!(),
        }
    }

    macro_rules! vec {
        ($($x:expr),*) => {
            Vec::from([$($x + 1),*])
        };
    }

    #[daisy::inline]
    pub fn shadowed(x: i64) -> Vec<i64> {
        vec![x, 2]
    }

    #[daisy::inline]
    pub fn shadowed_in_a_closure(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| vec![*x].len() as i64 + vec![*x][0]).sum::<i64>()
    }
}

mod unshadowed {
    #[daisy::inline]
    pub fn shadowed(x: i64) -> Vec<i64> {
        vec![x, 2]
    }

    #[daisy::inline]
    pub fn shadowed_in_a_closure(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| vec![*x].len() as i64 + vec![*x][0]).sum::<i64>()
    }
}

#[test]
fn macros_at_the_level_of_a_module() {
    differ(expanded::one(vec![1, 2]), expanded::two(vec![1, 2]), [3, 6]);
    differ(expanded::one_in_a_match(5), expanded::two_in_a_match(5), [5, 10]);
    differ(expanded::shadowed(5), unshadowed::shadowed(5), [vec![6, 3], vec![5, 2]]);
    differ(expanded::shadowed_in_a_closure(vec![5]), unshadowed::shadowed_in_a_closure(vec![5]), [7, 6]);
}

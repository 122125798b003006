//! Closures and loops that run while the graph is built, and how they are left.

use crate::common::{agree, agree_or_fail, both};
use std::fmt::Error;

fn load(x: i64, i: i64) -> i64 {
    x * 10 + i
}

fn checked(x: i64, i: i64) -> Result<i64, Error> {
    if x > 5 { Err(Error) } else { Ok(x + i) }
}

fn positive(x: i64) -> Option<i64> {
    (x > 0).then_some(x)
}

fn total(values: Vec<i64>) -> i64 {
    values.iter().sum()
}

both! {
    pub fn assigned_in_closures(x: i64) -> i64 {
        let (mut acc, mut last, mut parts) = (0, 0, Vec::new());
        (0..3).for_each(|i| acc = acc + x * i);
        (0..4).for_each(|i| {
            if i == 2 {
                return;
            }
            acc += x;
        });
        (0..5).for_each(|i| if i % 2 == 0 { acc += x } else { last += x * i });
        (0..3).for_each(|i| match i {
            0 => acc += x,
            _ => last = acc,
        });
        (0..3).for_each(|i| {
            acc = acc + x * i;
            parts.push(acc)
        });
        let odd = (0..5).filter(|i| { acc += x; i % 2 == 1 }).count();
        acc * 1000 + last * 100 + total(parts) + odd as i64
    }

    pub fn returned_from_closures(x: i64) -> i64 {
        let all = (0..4).map(|i| { if i == 2 { return load(x, 0); } load(x, i) }).collect::<Vec<_>>();
        let mixed = (0..4).map(|i| { if i == 2 { return 7; } load(x, i) }).collect::<Vec<_>>();
        let other = (0..4).map(|i| { if i == 2 { return load(x, i); } 7 }).collect::<Vec<_>>();
        let known: Vec<i64> = (0..4).map(|i| { if i == 2 { return 9; } i }).collect();
        let looped = (0..4).map(|i| {
            let mut k = i;
            loop {
                k += 1;
                if k > 5 { return load(x, k); }
                if k == 3 { break; }
            }
            x
        }).collect::<Vec<_>>();
        let mut sum = total(all) + total(mixed) * 100 + total(other) + total(looped);
        for k in known {
            sum = sum + k;
        }
        sum
    }

    pub fn returned_from_closures_in_branches(x: i64) -> Result<i64, Error> {
        let sum = if x > 1 {
            total((0..4).map(|i| { if i == 2 { return load(x, 0); } load(x, i) }).collect::<Vec<_>>())
        } else {
            0
        };
        Ok(sum + checked(x, 1)?)
    }

    pub fn broken_out_with_values(x: i64) -> i64 {
        let (mut i, mut acc) = (0, x);
        let r = loop {
            if i == 3 { break x + 1; }
            if i > 5 { break 0; }
            i += 1;
        };
        let nested = 'out: loop {
            for j in 0..9 {
                if j == 3 { break 'out x + 1; }
                if j > 5 { break 'out 0; }
            }
            i += 1;
        };
        let n = loop {
            acc = acc + x;
            i += 1;
            if i > 7 { break i; }
        };
        if x > 2 {
            let mut k = i;
            loop {
                if k == 9 { break x; }
                if k > 12 { break 0; }
                k += 1;
            }
        } else {
            r + nested * 10 + n * 100 + acc * 1000
        }
    }

    pub fn broken_out_at_the_end(x: i64) -> Result<i64, Error> {
        let mut i = 0;
        loop {
            if i == 3 { break checked(x, i); }
            if i > 5 { break Ok(0); }
            i += 1;
        }
    }

    pub fn left_under_names_of_inner_blocks(x: i64) -> i64 {
        let (mut n, mut m) = (x, x);
        loop {
            let big = n > 3;
            {
                let small = !big;
                if small { break; }
            }
            n = n - 1;
        }
        loop {
            let mut done = false;
            done = m < 3 || done;
            if done { break; }
            m = m - 1;
        }
        loop {
            let Some(less) = positive(m - 1) else { break };
            m = less;
        }
        n * 10 + m
    }
}

#[test]
fn closures() {
    agree!(assigned_in_closures(2));
    agree!(returned_from_closures(2));
    agree_or_fail!(returned_from_closures_in_branches(0));
}

#[test]
fn loops() {
    for x in [2, 3, 7] {
        agree!(broken_out_with_values(x));
        agree_or_fail!(broken_out_at_the_end(x));
    }
    agree!(left_under_names_of_inner_blocks(7));
}

//! `match`, `if let`, `for`, `while` and `loop` over delayed values: one task each, ordinary Rust inside.

use crate::common::{Count, folds, names, needs, once, run, tasks};
use daisy::prelude::*;

#[derive(Clone, Debug, PartialEq, Tokenize)]
enum Op {
    Add(i64),
    Scale { by: i64 },
    Nothing,
}

#[test]
fn of_a_match_are_one_task() {
    #[daisy::inline]
    fn f(op: Op, x: i64) -> i64 {
        match op {
            Op::Add(n) if n < 0 => x,
            Op::Add(n) => x + n,
            Op::Scale { by } => x * by,
            Op::Nothing => 0,
        }
    }
    for (op, value) in [(Op::Add(-1), 5), (Op::Add(2), 7), (Op::Scale { by: 3 }, 15), (Op::Nothing, 0)] {
        needs(f(daisy::value(op.clone()), 5), 1, value);
        folds(&f(daisy::value(op.clone()), 5), &f(daisy::value(op), 5));
    }
}

#[test]
fn of_a_match_over_what_is_computed() {
    #[daisy::inline]
    fn f(x: i64) -> String {
        let word = match x % 3 {
            0 => "zero",
            1 | -1 => "one",
            _ => "two",
        };
        word.to_string()
    }
    #[daisy::inline]
    fn pairs(a: i64, b: i64) -> i64 {
        match (a, b) {
            (0, y) => y,
            (x, 0) => x,
            (x, y) if x == y => x * y,
            (x, y) => x - y,
        }
    }
    for (x, word) in [(3i64, "zero"), (4, "one"), (-1, "one"), (5, "two")] {
        assert_eq!(run(&f(x)), Ok(word.to_string()));
    }
    for (a, b, value) in [(0i64, 4i64, 4), (4, 0, 4), (3, 3, 9), (5, 3, 2)] {
        assert_eq!(run(&pairs(a, b)), Ok(value));
    }
}

#[test]
fn of_an_if_let_are_one_task() {
    #[daisy::inline]
    fn f(x: Option<i64>, y: i64) -> i64 {
        if let Some(n) = x { n + y } else { y }
    }
    needs(f(Some(2), 5), 1, 7);
    needs(f(None::<i64>, 5), 1, 5);
}

#[test]
fn of_a_for_loop_are_one_task() {
    #[daisy::inline]
    fn sum(xs: Vec<i64>) -> i64 {
        let mut sum = 0;
        for x in xs {
            sum += x;
        }
        sum
    }
    #[daisy::inline]
    fn borrowed(xs: &[i64], k: i64) -> i64 {
        let mut sum = k;
        for x in xs {
            sum = sum * k + x;
        }
        sum
    }
    #[daisy::inline]
    fn over_a_range(n: i64) -> i64 {
        let mut product = 1;
        for i in 1..=n {
            product *= i;
        }
        product
    }
    needs(sum(vec![1, 2, 3]), 1, 6);
    needs(sum(Vec::<i64>::new()), 1, 0);
    needs(borrowed(vec![1, 2], 10), 1, 1012);
    needs(over_a_range(5), 1, 120);
}

#[test]
fn have_the_assigned_variables_as_outputs() {
    static RUNS: Count = Count::new();
    fn counted(x: i64) -> i64 {
        RUNS.add();
        x
    }
    #[daisy::inline]
    fn spread(xs: Vec<i64>) -> (i64, i64, usize) {
        let mut low = i64::MAX;
        let mut high = i64::MIN;
        let mut count = 0usize;
        let unchanged = 10;
        for x in xs {
            let x = counted(x) * unchanged;
            if x < low {
                low = x;
            }
            high = high.max(x);
            count += 1;
        }
        (low, high, count)
    }
    #[daisy::inline]
    fn high(xs: Vec<i64>) -> i64 {
        let mut low = 0;
        let mut high = 0;
        for x in xs {
            low = low.min(counted(x));
            high = high.max(counted(x));
        }
        high
    }
    assert_eq!(once(spread(vec![3, 1, 2])), (10, 30, 3));
    assert_eq!(RUNS.take(), 3);
    assert_eq!(once(high(vec![3, -1])), 3);
}

#[test]
fn of_a_while_loop_are_one_task() {
    #[daisy::inline]
    fn log2(x: i64) -> i64 {
        let mut x = x;
        let mut n = 0;
        while x > 1 {
            x /= 2;
            n += 1;
        }
        n
    }
    #[daisy::inline]
    fn halved(x: i64) -> i64 {
        let mut x = x;
        while x > 1 {
            x /= 2;
        }
        x
    }
    #[daisy::inline]
    fn popped(start: Option<i64>) -> i64 {
        let mut next = start;
        let mut sum = 0;
        while let Some(n) = next {
            sum += n;
            next = if n > 0 { Some(n - 1) } else { None };
        }
        sum
    }
    assert_eq!(run(&log2(1000)), Ok(9));
    needs(halved(1000), 1, 1);
    assert_eq!(run(&popped(Some(4))), Ok(10));
}

#[test]
fn of_a_loop_that_ends_by_a_delayed_condition() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let mut x = x;
        loop {
            if x > 100 {
                break;
            }
            x = x * 2 + 1;
        }
        x
    }
    #[daisy::inline]
    fn with_a_value(limit: i64) -> i64 {
        let mut i = 0;
        let found = loop {
            i += 1;
            if i % 2 == 0 {
                continue;
            }
            if i * i > limit {
                break i * 10;
            }
        };
        found
    }
    needs(f(1), 1, 127);
    assert_eq!(run(&with_a_value(10)), Ok(50));
}

#[test]
fn are_ordinary_inside() {
    fn helper(x: i64, by: &i64) -> i64 {
        x + by
    }
    #[daisy::inline]
    fn f(xs: Vec<i64>, k: i64) -> String {
        let mut out = String::new();
        'rows: for (i, x) in xs.iter().enumerate() {
            let mut inner = Vec::new();
            for y in 0..*x {
                if y == 3 {
                    continue 'rows;
                }
                if y as usize > i + 5 {
                    break 'rows;
                }
                inner.push(helper(y, &k));
            }
            inner.sort();
            let add = |text: &str| format!("{text}{inner:?}");
            out = add(&out);
        }
        out
    }
    needs(f(vec![2, 9, 1, 0], 7), 1, "[7, 8][7][]".to_string());
}

#[test]
fn read_and_pass_on_what_is_around_them() {
    #[daisy::inline]
    fn f(xs: Vec<i64>, k: i64) -> i64 {
        let before = k * 2;
        let mut sum = before + 1;
        for x in &xs {
            sum += x * before;
        }
        let after = sum + before;
        after - xs.len() as i64
    }
    // *, +, for, +, len, -
    needs(f(vec![1, 2], 5), 6, 11 + 30 + 10 - 2);
}

#[test]
fn nested_are_one_task() {
    #[daisy::inline]
    fn f(rows: Vec<Vec<i64>>, keep: Option<i64>) -> i64 {
        let mut sum = 0;
        for row in rows {
            for x in row {
                match keep {
                    Some(k) if x > k => sum += x,
                    Some(_) => {}
                    None => {
                        let mut x = x;
                        while x > 10 {
                            x -= 10;
                        }
                        sum += x;
                    }
                }
            }
        }
        sum
    }
    needs(f(vec![vec![1, 12], vec![25]], Some(5)), 1, 37);
    needs(f(vec![vec![1, 12], vec![25]], None::<i64>), 1, 8);
}

#[test]
fn that_differ_are_different_tasks() {
    #[daisy::inline]
    fn up(xs: Vec<i64>) -> i64 {
        let mut sum = 0;
        for x in xs {
            sum = sum + x;
        }
        sum
    }
    #[daisy::inline]
    fn down(xs: Vec<i64>) -> i64 {
        let mut sum = 0;
        for x in xs {
            sum = sum - x;
        }
        sum
    }
    #[daisy::inline]
    fn from_one(xs: Vec<i64>) -> i64 {
        let mut sum = 1;
        for x in xs {
            sum = sum + x;
        }
        sum
    }
    let xs = daisy::value(vec![1i64, 2]);
    crate::common::differ(up(&xs), down(&xs), [3, -3]);
    crate::common::differ(up(&xs), from_one(&xs), [3, 4]);
}

#[test]
fn with_a_question_mark_inside_fail_as_the_function_does() {
    #[daisy::inline]
    fn total(text: &str) -> Result<i64, std::num::ParseIntError> {
        let mut total = 0;
        for part in text.split(' ') {
            total += part.parse::<i64>()?;
        }
        Ok(total)
    }
    assert_eq!(run(&total("1 2 3")), Ok(6));
    assert!(run(&total("1 x 3")).unwrap_err().contains("invalid digit"));
}

#[test]
fn equal_ones_run_once() {
    static RUNS: Count = Count::new();
    fn counted(x: i64) -> i64 {
        RUNS.add();
        x
    }
    #[daisy::inline]
    fn f(xs: Vec<i64>) -> i64 {
        let mut sum = 0;
        for x in xs {
            sum += counted(x);
        }
        sum
    }
    #[daisy::inline]
    fn g(xs: Vec<i64>) -> i64 {
        f(xs) * f(xs)
    }
    assert_eq!((once(g(vec![1, 2])), RUNS.take()), (9, 2));
    assert_eq!((tasks(&g(vec![1, 2])), names(&g(vec![1, 2])).len()), (2, 2));
}

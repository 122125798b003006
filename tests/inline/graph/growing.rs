//! Regions and delayed callees: in front of a region, and as its value.

use crate::common::{Count, once, run};
use daisy::prelude::*;

#[derive(Clone, Debug, PartialEq, Tokenize)]
enum Op {
    Add(i64),
    Scale { by: i64 },
    Nothing,
}

#[test]
fn whose_value_is_a_handle_run_on_as_that_graph() {
    static FAST: Count = Count::new();
    static SLOW: Count = Count::new();
    #[delayed]
    fn fast(x: i64) -> i64 {
        FAST.add();
        x + 1
    }
    #[delayed]
    async fn slow(x: i64) -> i64 {
        SLOW.add();
        x + 2
    }
    #[daisy::inline]
    fn twice(x: i64) -> i64 {
        x * 2
    }
    #[daisy::inline]
    fn f(op: Op, x: i64) -> i64 {
        let y = match op {
            Op::Nothing => fast(x),
            Op::Add(_) => slow(fast(x)),
            Op::Scale { by } => twice(by),
        };
        y * 10
    }
    #[daisy::inline]
    fn maybe(x: Option<i64>) -> i64 {
        if let Some(x) = x { fast(x) } else { slow(0) }
    }
    for (op, value, runs) in [(Op::Nothing, 60, (1, 0)), (Op::Add(1), 80, (1, 1)), (Op::Scale { by: 4 }, 80, (0, 0))] {
        assert_eq!(once(f(daisy::value(op), 5)), value);
        assert_eq!((FAST.take(), SLOW.take()), runs);
    }
    assert_eq!((once(maybe(Some(1))), once(maybe(None::<i64>))), (2, 2));
}

#[test]
fn over_what_delayed_functions_give() {
    #[delayed]
    fn listed(x: i64) -> Vec<i64> {
        vec![x, x + 1]
    }
    #[delayed]
    fn maybe(x: i64) -> Option<i64> {
        (x > 0).then_some(x)
    }
    #[daisy::inline]
    fn halved(x: i64) -> i64 {
        x / 2
    }
    #[daisy::inline]
    fn looped(x: i64) -> i64 {
        let mut sum = 0;
        for item in listed(x) {
            sum += item;
        }
        sum
    }
    #[daisy::inline]
    fn counted(x: i64) -> i64 {
        let mut sum = 0;
        for i in 0..halved(x) {
            sum += i;
        }
        sum
    }
    #[daisy::inline]
    fn matched(x: i64) -> i64 {
        match maybe(x) {
            Some(n) => n * 2,
            None => 0,
        }
    }
    #[daisy::inline]
    fn tested(x: i64) -> i64 {
        if let Some(n) = maybe(halved(x)) { n } else { -1 }
    }
    assert_eq!(run(&looped(1)), Ok(3));
    assert_eq!(run(&counted(8)), Ok(6));
    assert_eq!(run(&matched(3)), Ok(6));
    assert_eq!(run(&tested(4)), Ok(2));
}

#[test]
fn inline_functions_inside_of_tasks() {
    #[daisy::inline]
    fn scaled(x: i64, by: i64) -> i64 {
        x * by + 1
    }
    #[delayed]
    fn grown(x: i64) -> Delayed<i64> {
        if x > 10 { daisy::value(x) } else { grown(scaled(x, 2)) }
    }
    #[daisy::inline]
    fn outer(x: i64) -> i64 {
        grown(scaled(x, 1)) * 2
    }
    assert_eq!(run(&grown(1)), Ok(15));
    assert_eq!(run(&outer(0)), Ok(30));
    let chosen = daisy::value(4i64).and_then(|x| scaled(*x, 10));
    assert_eq!(run(&chosen), Ok(41));
}

#[test]
fn inside_loops_of_a_region_whose_value_is_a_handle() {
    #[delayed]
    fn step(x: i64) -> i64 {
        x + 1
    }
    #[daisy::inline]
    fn f(n: Option<i64>, x: i64) -> i64 {
        let y = match n {
            Some(n) => {
                let mut y = step(x);
                for _ in 0..n {
                    y = step(y);
                }
                y
            }
            None => step(0),
        };
        y * 2
    }
    assert_eq!(run(&f(Some(3), 10)), Ok(28));
    assert_eq!(run(&f(None::<i64>, 10)), Ok(2));
}
